package dev.trainyard.plan;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Problem;
import dev.trainyard.model.SharingMap;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.reconcile.PullView.Policy;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.MergePreview.Cost;
import dev.trainyard.model.status.MergePreview.ObjectChange;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.MergePreview.TrainForecast;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
    Facts after = after(own);
    Set<Digest> keys = Set.copyOf(own.keySet());
    boolean listens = !known.ready().impact().listeners().isEmpty();
    Object ground =
        List.of(
            pull.head(),
            trusted.status(),
            trusted.reason(),
            keys,
            after.observed().images(),
            listens ? facts.observed().sources() : Map.of(),
            known.ready().after().pipelines().declared().isEmpty()
                ? Map.of()
                : facts.observed().pipelines());
    MergePreview told = known.told(ground, after.observed(), facts.now());
    if (told != null) {
      return told;
    }
    Looked looked = new Looked(after.observed());
    MergePreview preview = new Draft(after, known, trusted, keys, looked).preview(pull);
    known.tell(ground, looked, preview);
    return preview;
  }

  /// What will be known after this planning.
  private Facts after(Map<Digest, WagonTestStatus> own) {
    Observed seen = facts.observed();
    SharingMap<Digest, WagonTestStatus> tests = SharingMap.copyOf(seen.tests());
    for (WagonTestStatus test : own.values()) {
      tests = test.equals(tests.get(test.key())) ? tests : tests.with(test.key(), test);
    }
    return new Facts(
        facts.settings(),
        facts.snapshot(),
        new Observed(
            seen.trains(),
            tests,
            seen.datasets(),
            seen.images(),
            seen.engines(),
            seen.orders(),
            List.of()),
        facts.now());
  }

  /// A preview while it is written.
  private final class Draft {
    private final Facts after;
    private final PullTests.Known known;
    private final Ready ready;
    private final Condition trusted;
    private final Set<Digest> own;
    private final Looked looked;

    /// @param own keys of the tests of the pull request itself
    /// @param looked takes down what this is made from
    Draft(Facts after, PullTests.Known known, Condition trusted, Set<Digest> own, Looked looked) {
      this.after = after;
      this.known = known;
      this.ready = known.ready();
      this.trusted = trusted;
      this.own = own;
      this.looked = looked;
    }

    MergePreview preview(PullView pull) {
      List<TrainForecast> trains = new TrainForecasts(after, known, recollection, looked).all();
      List<ObjectChange> changes =
          new YardComparison(ready, after.observed().images(), recollection.fields()).changes();
      WagonTestMachine machine = WagonTestMachine.forResults(PullTests.facts(after, ready));
      List<TestForecast> tests =
          new TestForecasts(after, looked, own, trusted, machine).all(known.wishes());
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
          some(new StaleResults(known, looked, after.observed().trains().values()).all()),
          some(rules()),
          ownership.owners(),
          ownership.approvals(),
          total,
          notes(trains));
    }

    private List<String> rules() {
      return known.wishes().wanted().values().stream().flatMap(this::rules).sorted().toList();
    }

    private Stream<String> rules(WantedTest test) {
      WagonTestStatus status = looked.test(test.key());
      return status != null && status.phase() instanceof WagonTestPhase.Warned(List<String> rules)
          ? rules.stream()
              .map(rule -> "wagon %s on %s: %s".formatted(test.wagon(), status.dataset(), rule))
          : Stream.empty();
    }

    private List<String> notes(List<TrainForecast> trains) {
      List<String> notes = new ArrayList<>();
      Set<Problem> before = Set.copyOf(ready.before().problems());
      long errors =
          ready.after().problems().stream()
              .filter(problem -> problem.isError() && !before.contains(problem))
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
      notes.addAll(new ListenerForecasts(ready, facts.observed().sources()).notes());
      notes.addAll(
          new PipelineForecasts(ready, facts.observed().pipelines(), after.observed().trains())
              .notes(facts.now()));
      notes.addAll(new Followers(ready, looked).of(trains));
      return notes;
    }
  }

  private static <T> List<T> some(List<T> all) {
    return all.stream().limit(MergePreview.MOST).toList();
  }
}
