package dev.trainyard.plan;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.reconcile.PullView.Policy;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.MergePreview.Cost;
import dev.trainyard.model.status.MergePreview.ObjectChange;
import dev.trainyard.model.status.MergePreview.Outcome;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.MergePreview.TrainForecast;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.ResourceUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Says what merging a pull request would do, as [MergePreview].
final class Forecast {
  private final Facts facts;
  private final Recollection recollection;

  Forecast(Facts facts, Recollection recollection) {
    this.facts = facts;
    this.recollection = recollection;
  }

  /// The preview of a pull request.
  ///
  /// @param trusted whether its wagons are tested
  /// @param own its tests after their steps, by key
  MergePreview of(
      PullView pull, PullTests.Known known, Condition trusted, Map<Digest, WagonTestStatus> own) {
    Map<WantedTest, WagonTestStatus> results = results(known, own);
    Object ground = List.of(pull.head(), trusted.status(), trusted.reason(), results);
    MergePreview told = known.told(ground, facts.observed().trains());
    if (told != null) {
      return told;
    }
    TrainForecasts trains =
        new TrainForecasts(after(own), known, recollection, recollection.pullTests());
    List<TrainForecast> all = trains.all();
    MergePreview preview = preview(pull, known, trusted, results, all);
    Map<String, TrainStatus> looked = new HashMap<>(trains.looked());
    carrying(known).forEach(train -> looked.put(train.name(), train));
    known.tell(ground, looked, preview);
    return preview;
  }

  /// What will be known after this planning.
  private Facts after(Map<Digest, WagonTestStatus> own) {
    Observed seen = facts.observed();
    Map<Digest, WagonTestStatus> tests = new HashMap<>(seen.tests());
    tests.putAll(own);
    return new Facts(
        facts.settings(),
        facts.snapshot(),
        new Observed(seen.trains(), tests, seen.datasets(), seen.engines(), seen.orders()),
        facts.now());
  }

  /// What is known of each test that it wants.
  private Map<WantedTest, WagonTestStatus> results(
      PullTests.Known known, Map<Digest, WagonTestStatus> own) {
    Map<WantedTest, WagonTestStatus> results = new LinkedHashMap<>();
    for (WantedTest test : known.wishes().wanted().values()) {
      WagonTestStatus mine = own.get(test.key());
      WagonTestStatus status = mine == null ? facts.observed().tests().get(test.key()) : mine;
      if (status != null) {
        results.put(test, status.speakingFor(test.wagon()));
      }
    }
    return results;
  }

  private MergePreview preview(
      PullView pull,
      PullTests.Known known,
      Condition trusted,
      Map<WantedTest, WagonTestStatus> results,
      List<TrainForecast> trains) {
    Ready ready = known.ready();
    List<ObjectChange> changes = new YardComparison(ready, recollection.json()).changes();
    List<TestForecast> tests = tests(pull, known, trusted, results);
    Ownership ownership = new Ownership(ready, facts.snapshot().yard().spec().pulls());
    Cost total =
        trains.stream()
            .filter(TrainForecasts::isStarting)
            .map(TrainForecast::cost)
            .reduce(Cost.NONE, Cost::plus);
    return new MergePreview(
        ready.base(),
        pull.head(),
        some(changes),
        changes.size(),
        some(trains),
        trains.size(),
        some(tests),
        tests.size(),
        some(stale(known)),
        some(rules(results)),
        ownership.owners(),
        ownership.approvals(),
        total,
        notes(ready));
  }

  private static <T> List<T> some(List<T> all) {
    return all.stream().limit(MergePreview.MOST).toList();
  }

  private List<TestForecast> tests(
      PullView pull,
      PullTests.Known known,
      Condition trusted,
      Map<WantedTest, WagonTestStatus> results) {
    List<TestForecast> tests = new ArrayList<>();
    for (WantedTest test : known.wishes().wanted().values()) {
      tests.add(test(pull, test, trusted, results.get(test)));
    }
    for (Wait wait : known.wishes().waits()) {
      tests.add(new TestForecast(wait.subject(), Outcome.IMPOSSIBLE, wait.message(), null));
    }
    return tests;
  }

  private TestForecast test(
      PullView pull, WantedTest test, Condition trusted, @Nullable WagonTestStatus status) {
    boolean own = pull.said().stream().anyMatch(said -> said.key().equals(test.key()));
    boolean over = status != null && status.phase().isOver();
    Outcome outcome;
    if (over) {
      outcome = own ? Outcome.DONE : Outcome.REUSED;
    } else {
      boolean begun = facts.observed().tests().containsKey(test.key());
      Outcome trustedly = begun ? Outcome.RUNNING : Outcome.TO_DO;
      outcome = trusted.status() == Truth.TRUE ? trustedly : Outcome.HELD;
    }
    ResourceUsage expected = status == null ? null : status.expected();
    return new TestForecast(
        WagonTestMachine.subject(test.wagon(), test.dataset()),
        outcome,
        said(test, status),
        expected == null ? null : CostEstimate.ofDataset(test, expected, facts.snapshot()));
  }

  private static String said(WantedTest test, @Nullable WagonTestStatus status) {
    if (status == null || !status.phase().isOver()) {
      return test.sample().size() == 1 ? "over 1 file" : "over " + test.sample().size() + " files";
    }
    String word = status.phase().word().toLowerCase(Locale.ROOT);
    return status.message().isEmpty() ? word : word + ": " + status.message();
  }

  /// Results that speak of what the merge replaces.
  private List<String> stale(PullTests.Known known) {
    List<String> stale = new ArrayList<>();
    Map<String, WantedTest> after = new HashMap<>();
    known.wishes().wanted().values().forEach(t -> after.put(t.wagon() + "\n" + t.dataset(), t));
    TestDesk before = new TestDesk(known.ready().before(), beforeListings(known));
    for (WantedTest now : after.values()) {
      var dataset = known.ready().before().datasets().get(now.dataset());
      boolean was = known.ready().before().wagons().containsKey(now.wagon());
      if (dataset != null
          && was
          && before.test(now.wagon(), dataset, Map.of())
              instanceof TestDesk.Answer.Needs(WantedTest earlier)
          && !earlier.key().equals(now.key())
          && isKnown(earlier)) {
        stale.add(
            "the test of wagon %s on %s: its content, software or input would be another"
                .formatted(now.wagon(), now.dataset()));
      }
    }
    stale.sort(null);
    stale.addAll(staleTrains(known));
    return stale;
  }

  private boolean isKnown(WantedTest test) {
    WagonTestStatus status = facts.observed().tests().get(test.key());
    return status != null && status.phase().mayRide();
  }

  private static Map<String, DatasetListing> beforeListings(PullTests.Known known) {
    Map<String, DatasetListing> listings = new HashMap<>(known.ready().listings());
    listings.putAll(known.ready().earlier());
    return listings;
  }

  /// Trains that carry what the merge changes.
  private List<TrainStatus> carrying(PullTests.Known known) {
    return facts.observed().trains().values().stream()
        .filter(train -> !changed(train, known).isEmpty())
        .toList();
  }

  private static List<WagonRef> changed(TrainStatus train, PullTests.Known known) {
    Composition carried = train.composition();
    return carried == null
        ? List.of()
        : carried.wagons().stream()
            .map(InstanceName::wagon)
            .distinct()
            .filter(known.ready().impact().wagons()::contains)
            .filter(wagon -> isOther(known, wagon))
            .sorted()
            .toList();
  }

  private List<String> staleTrains(PullTests.Known known) {
    return carrying(known).stream()
        .map(
            train ->
                "train %s carries %s as before"
                    .formatted(train.name(), names(changed(train, known))))
        .sorted()
        .toList();
  }

  private static String names(List<WagonRef> wagons) {
    String first = wagons.stream().limit(5).map(String::valueOf).collect(Collectors.joining(", "));
    return wagons.size() > 5 ? first + " and " + (wagons.size() - 5) + " more" : first;
  }

  /// Whether the wagon, or what it depends on or runs in, is another; not only its dataset.
  private static boolean isOther(PullTests.Known known, WagonRef wagon) {
    var before = known.ready().before().wagons().get(wagon);
    var after = known.ready().after().wagons().get(wagon);
    if (before == null || after == null) {
      return true;
    }
    return !before.content().equals(after.content())
        || known.ready().impact().packages().contains(after.spec().software().name())
        || Composer.dependencies(after.spec()).stream()
            .anyMatch(known.ready().impact().wagons()::contains);
  }

  private static List<String> rules(Map<WantedTest, WagonTestStatus> results) {
    return results.values().stream().flatMap(Forecast::rules).sorted().toList();
  }

  private static Stream<String> rules(WagonTestStatus test) {
    return test.phase() instanceof WagonTestPhase.Warned(List<String> rules)
        ? rules.stream()
            .map(rule -> "wagon %s on %s: %s".formatted(test.wagon(), test.dataset(), rule))
        : Stream.empty();
  }

  private static List<String> notes(Ready ready) {
    List<String> notes = new ArrayList<>();
    Set<Problem> known = Set.copyOf(ready.before().problems());
    long errors =
        ready.after().problems().stream()
            .filter(problem -> problem.isError() && !known.contains(problem))
            .count();
    if (errors > 0) {
      notes.add(
          "it brings %d %s: a file with errors counts here in its last valid version"
              .formatted(errors, errors == 1 ? "error" : "errors"));
    }
    if (ready.proposed() == Policy.CHANGED) {
      notes.add(
          "it changes the policy of the yard: everything here follows the policy of main as it"
              + " stands");
    }
    return notes;
  }
}
