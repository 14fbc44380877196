package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The tests that pull requests want: asked for again when what decides them is not the same.
final class PullTests {
  private final EnabledWagons enabled = new EnabledWagons();
  private final Map<String, Known> known = new HashMap<>();
  private @Nullable Snapshot at;

  /// What is known of a pull request.
  static final class Known {
    private final Ready ready;
    private final Supplies supplies;
    private final LocalDate day;
    private final Map<String, Artefacts.Answer> given;
    private final TestDesk desk;
    private final Wishes wishes;
    private @Nullable PullResults results;
    private @Nullable Told told;

    private Known(
        Ready ready, Supplies supplies, LocalDate day, Map<String, Artefacts.Answer> given) {
      this.ready = ready;
      this.supplies = supplies;
      this.day = day;
      this.given = given;
      this.desk = new TestDesk(ready.after(), supplies);
      this.wishes = Wishes.none();
    }

    @SuppressWarnings("ReferenceEquality") // it is read once
    private boolean holds(
        Ready now, Supplies known, LocalDate today, Map<String, Artefacts.Answer> artefacts) {
      return now == ready && day.equals(today) && known.equals(supplies) && artefacts.equals(given);
    }

    /// What is known of images, for tests.
    Images images() {
      return supplies.images();
    }

    Ready ready() {
      return ready;
    }

    TestDesk desk() {
      return desk;
    }

    Wishes wishes() {
      return wishes;
    }

    /// The results of what it wants, by these facts of main.
    PullResults results(Facts main) {
      Map<Digest, WagonTestStatus> tests = main.observed().tests();
      PullResults last = results;
      if (last == null || !last.isStill(tests, main.now())) {
        WagonTestMachine machine = WagonTestMachine.forResults(facts(main, ready));
        last = new PullResults(wishes, machine, tests);
        results = last;
      }
      return last;
    }

    /// The preview that was made of equal ground, if one was.
    @Nullable MergePreview told(Object ground, Observed now, Instant time) {
      Told last = told;
      return last != null && last.ground.equals(ground) && last.looked.isStill(now, time)
          ? last.preview
          : null;
    }

    void tell(Object ground, Looked looked, MergePreview preview) {
      told = new Told(ground, looked, preview);
    }
  }

  /// A preview and what it was made from.
  private record Told(Object ground, Looked looked, MergePreview preview) {}

  /// What a pull request wants.
  ///
  /// @param facts of the yard as it would be, see [#facts]
  Known of(String pull, Ready ready, Facts facts) {
    Supplies supplies = facts.supplies();
    Known last = known.get(pull);
    Map<String, Artefacts.Answer> given = given(ready, facts);
    if (last != null && last.holds(ready, supplies, facts.today(), given)) {
      return last;
    }
    Known now = new Known(ready, supplies, facts.today(), given);
    EnabledWagons on = enabled(ready.after());
    for (WagonRef wagon : new TreeSet<>(ready.impact().wagons())) {
      Declared<WagonSpec> declared = ready.after().wagons().get(wagon);
      if (declared != null) {
        ask(now, facts, wagon, declared.spec());
      }
    }
    for (String name : new TreeSet<>(ready.impact().trains())) {
      Declared<TrainSpec> train = ready.after().trains().get(name);
      if (train != null) {
        ask(now, facts, on, train);
      }
    }
    known.put(pull, now);
    return now;
  }

  /// What its trains get of others, by the names of those that get anything.
  private static Map<String, Artefacts.Answer> given(Ready ready, Facts facts) {
    Artefacts artefacts = new Artefacts(ready.after(), facts.observed().trains());
    Map<String, Artefacts.Answer> given = new HashMap<>();
    for (String name : ready.impact().trains()) {
      Declared<TrainSpec> train = ready.after().trains().get(name);
      if (train != null && !train.spec().artefacts().isEmpty()) {
        given.put(name, artefacts.of(train.spec().artefacts()));
      }
    }
    return given;
  }

  private static void ask(Known pull, Facts facts, WagonRef wagon, WagonSpec spec) {
    for (Enabled at : spec.enabledOn()) {
      Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(at.dataset());
      boolean today = EnabledWagons.enabling(facts.today(), spec, at.dataset()).isPresent();
      if (dataset != null && today && dataset.spec().state() == State.ACTIVE) {
        pull.wishes.ask(pull.desk, wagon, dataset, Given.NOTHING);
      }
    }
  }

  private static void ask(
      Known pull, Facts facts, EnabledWagons enabled, Declared<TrainSpec> train) {
    Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(train.spec().dataset());
    if (dataset != null
        && dataset.spec().state() == State.ACTIVE
        && !train.spec().suspend()
        && !facts.snapshot().isBroken(train)) {
      pull.wishes.ask(pull.desk, facts, enabled, train, dataset);
    }
  }

  /// The wagons of a yard by the datasets that they are enabled on; until the next call.
  EnabledWagons enabled(Snapshot yard) {
    Snapshot last = at;
    Set<WagonRef> changed =
        last == null ? yard.wagons().keySet() : Difference.between(last.wagons(), yard.wagons());
    enabled.update(yard, changed);
    at = yard;
    return enabled;
  }

  /// Forgets all other pull requests.
  void retain(List<String> pulls) {
    known.keySet().retainAll(new HashSet<>(pulls));
  }

  /// What planning a pull request's tests must know.
  static Facts facts(Facts main, Ready ready) {
    Observed seen = main.observed();
    Observed of =
        new Observed(
            seen.trains(),
            seen.tests(),
            ready.listings(),
            seen.images(),
            seen.engines(),
            seen.orders(),
            List.of());
    return new Facts(main.settings(), ready.after(), of, main.now());
  }
}
