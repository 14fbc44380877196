package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tests that enabled wagons want today. [#update] asks again for those that may not be the
/// same any more, and opens those again whose status is another.
final class WagonTests {
  private final EnabledWagons enabled = new EnabledWagons();
  private final Places places = new Places();

  /// Wagons with a wish that is no test yet: these are asked again whenever anything is.
  private final SortedMap<WagonRef, Wishes> unanswered = new TreeMap<>();

  private final SortedMap<Digest, WagonTestStatus> unfinished = new TreeMap<>();
  private Map<Digest, WagonTestStatus> statuses = Map.of();
  private List<Problem> problems = List.of();
  private @Nullable TestDesk desk;
  private @Nullable LocalDate day;

  EnabledWagons enabled() {
    return enabled;
  }

  Places places() {
    return places;
  }

  /// Statuses of tests that are not over, whether somebody wants them or not; by key.
  Collection<WagonTestStatus> unfinished() {
    return unfinished.values();
  }

  /// Tests that cannot be wanted yet, and why.
  Stream<Wait> waits() {
    return unanswered.values().stream().flatMap(wishes -> wishes.waits().stream());
  }

  /// Whether a wagon wants this test, or may once that can be found out.
  boolean mayWant(WagonTestStatus test) {
    return places.hasKey(test.key())
        || unanswered.values().stream().anyMatch(wishes -> wishes.mayWant(test));
  }

  /// Takes over what these facts say.
  ///
  /// @param at the desk for them: the one of the last call, or the one after that
  @SuppressWarnings("ReferenceEquality") // a desk is made when something is not the same
  void update(Facts facts, TestDesk at) {
    if (at != desk || !facts.today().equals(day)) {
      enabled.update(facts.snapshot(), at.since().wagons());
      for (WagonRef wagon : stale(facts, at.since())) {
        replace(wagon, facts, at);
      }
      desk = at;
      day = facts.today();
      problems = facts.snapshot().problems();
    }
    observe(facts.observed().tests());
  }

  /// The wagons whose wishes may not be what they were.
  private Set<WagonRef> stale(Facts facts, Difference since) {
    Set<WagonRef> moved = new HashSet<>(since.wagons());
    if (!problems.equals(facts.snapshot().problems())) {
      moved.addAll(broken(facts.snapshot()));
    }
    Set<WagonRef> stale = new HashSet<>(moved);
    moved.forEach(wagon -> stale.addAll(places.dependantsOf(wagon)));
    stale.addAll(unanswered.keySet());
    since.datasets().forEach(dataset -> stale.addAll(enabled.on(dataset)));
    if (!since.packages().isEmpty()) {
      places.using(since.packages()).forEach(stale::add);
    }
    if (!facts.today().equals(day)) {
      stale.addAll(enabled.dated());
    }
    return stale;
  }

  private static List<WagonRef> broken(Snapshot yard) {
    return yard.wagons().entrySet().stream()
        .filter(wagon -> yard.isBroken(wagon.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void replace(WagonRef wagon, Facts facts, TestDesk at) {
    Declared<WagonSpec> declared = facts.snapshot().wagons().get(wagon);
    Wishes wishes = Wishes.none();
    if (declared != null) {
      ask(facts, at, wishes, wagon, declared.spec());
    }
    places.put(wagon, wishes.wanted().values());
    if (wishes.waits().isEmpty()) {
      unanswered.remove(wagon);
    } else {
      unanswered.put(wagon, wishes);
    }
  }

  private static void ask(
      Facts facts, TestDesk desk, Wishes wishes, WagonRef wagon, WagonSpec spec) {
    for (Enabled on : spec.enabledOn()) {
      Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(on.dataset());
      boolean today = EnabledWagons.enabling(facts.today(), spec, on.dataset()).isPresent();
      if (dataset != null && today && dataset.spec().state() == State.ACTIVE) {
        wishes.ask(desk, wagon, dataset, Given.NOTHING);
      }
    }
  }

  private void observe(Map<Digest, WagonTestStatus> tests) {
    for (Digest key : Difference.between(statuses, tests)) {
      places.reopen(key);
      WagonTestStatus status = tests.get(key);
      if (status == null || status.phase().isOver()) {
        unfinished.remove(key);
      } else {
        unfinished.put(key, status);
      }
    }
    statuses = tests;
  }
}
