package dev.trainyard.plan;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.MergePreview.Cost;
import dev.trainyard.model.status.MergePreview.Effect;
import dev.trainyard.model.status.MergePreview.Passenger;
import dev.trainyard.model.status.MergePreview.TrainForecast;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.WorkOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What becomes of trains after a merge, supposing that every test passes that has not failed.
final class TrainForecasts {
  private static final int MOST_WAGONS = 30;

  private final Ready ready;
  private final TestDesk desk;
  private final Facts facts;
  private final Candidates candidates;
  private final EnabledWagons enabled;
  private final EnabledWagons enabledOnMain;
  private final Suppositions suppositions;
  private final Shortfall shortfall;
  private final Collection<Roster.Entry> awake;
  private final Looked looked;

  /// @param looked takes down what this is made from
  TrainForecasts(Facts main, PullTests.Known known, Recollection recollection, Looked looked) {
    this.ready = known.ready();
    this.desk = known.desk();
    this.facts = supposed(PullTests.facts(main, ready));
    this.candidates = new Candidates(facts, recollection);
    this.enabled = recollection.pullTests().enabled(ready.after());
    this.enabledOnMain = recollection.wagonTests().enabled();
    this.suppositions = new Suppositions(facts, desk, enabled, looked);
    this.shortfall = new Shortfall(known, candidates, suppositions, looked);
    this.awake = recollection.roster().awake();
    this.looked = looked;
  }

  /// As if all engines could be asked, and nothing were pinned.
  private static Facts supposed(Facts facts) {
    EngineView idle = new EngineView.Listed(Map.of());
    Map<String, EngineView> engines =
        facts.settings().engines().stream()
            .collect(Collectors.toMap(Function.identity(), _ -> idle));
    Observed seen = facts.observed();
    return new Facts(
        facts.settings(),
        facts.snapshot(),
        new Observed(
            seen.trains(),
            seen.tests(),
            seen.datasets(),
            seen.images(),
            engines,
            Map.of(),
            List.of()),
        facts.now());
  }

  static boolean isStarting(TrainForecast train) {
    return train.effect() == Effect.STARTS || train.effect() == Effect.RUNS_AGAIN;
  }

  /// All that would do something else than without the merge, what starts first.
  List<TrainForecast> all() {
    SortedMap<String, TrainForecast> found = new TreeMap<>();
    for (String name : ready.impact().trains()) {
      ofChanged(name).ifPresent(train -> found.put(name, train));
    }
    for (Roster.Entry entry : awake) {
      Declared<TrainSpec> train = entry.train();
      if (train != null && !found.containsKey(train.name()) && concerns(train)) {
        ofChanged(train.name()).ifPresent(forecast -> found.put(forecast.name(), forecast));
      }
    }
    for (TrainStatus status : facts.observed().trains().values()) {
      if (!found.containsKey(status.name())) {
        shortfall.of(status).ifPresent(train -> found.put(train.name(), train));
      }
    }
    return found.values().stream().sorted(Comparator.comparing(TrainForecast::effect)).toList();
  }

  /// Whether a waiting train waits for, or would carry, what the merge changes: as main has it, or
  /// as it would be.
  private boolean concerns(Declared<TrainSpec> train) {
    Declared<DatasetSpec> dataset = ready.after().datasets().get(train.spec().dataset());
    return dataset != null
        && (ready.impact().datasets().contains(dataset.name())
            || asksForChanged(enabled, train, dataset)
            || asksForChanged(enabledOnMain, train, dataset));
  }

  private boolean asksForChanged(
      EnabledWagons on, Declared<TrainSpec> train, Declared<DatasetSpec> dataset) {
    return on.asked(facts.today(), train, dataset).stream()
        .anyMatch(ready.impact().wagons()::contains);
  }

  private Optional<TrainForecast> ofChanged(String name) {
    TrainStatus prior = looked.train(name);
    Declared<TrainSpec> before = ready.before().trains().get(name);
    Declared<TrainSpec> after = ready.after().trains().get(name);
    if (after == null) {
      return before == null || ready.after().unreadableTrains().contains(name)
          ? Optional.empty()
          : Optional.of(removed(before, prior));
    }
    Optional<TrainStatus> candidate = candidates.of(after, prior);
    if (candidate.isPresent()) {
      return Optional.of(departing(after, prior, candidate.get()));
    }
    Optional<TrainForecast> lacking = prior == null ? Optional.empty() : shortfall.of(prior);
    return Optional.of(lacking.orElseGet(() -> keeping(before, after)));
  }

  private static TrainForecast removed(Declared<TrainSpec> train, @Nullable TrainStatus prior) {
    boolean runs = prior != null && prior.phase() instanceof TrainPhase.Underway;
    boolean over = prior != null && prior.phase() instanceof TrainPhase.Terminal;
    if (over) {
      return bare(train, Effect.KEEPS, "its file goes; its results stay where they are");
    }
    return bare(
        train,
        Effect.CANCELLED,
        runs ? "its file goes: its jobs are ended" : "its file goes before it has left");
  }

  private TrainForecast keeping(@Nullable Declared<TrainSpec> before, Declared<TrainSpec> after) {
    boolean same = before != null && candidates.spec(before).equals(candidates.spec(after));
    return bare(
        after,
        Effect.KEEPS,
        same
            ? "what is changed does not change what it carries"
            : "what it carries was decided when it left; raise spec.rerun to run it again");
  }

  private static TrainForecast bare(Declared<TrainSpec> train, Effect effect, String reason) {
    TrainSpec spec = train.spec();
    return new TrainForecast(
        train.name(),
        effect,
        reason,
        spec.dataset(),
        spec.scope().toString(),
        List.of(),
        0,
        Cost.NONE);
  }

  private TrainForecast departing(
      Declared<TrainSpec> train, @Nullable TrainStatus prior, TrainStatus candidate) {
    Suppositions.Supposition supposed = suppositions.of(train);
    Departure departure =
        new Departure(facts, desk, new Boarding(facts, desk, enabled, supposed.statuses()));
    TrainStep step = departure.decide(train, candidate);
    for (Action action : step.actions()) {
      if (action instanceof Action.Pin(var _, var _, WorkOrder order)) {
        Effect effect =
            prior != null && prior.phase() instanceof TrainPhase.Terminal
                ? Effect.RUNS_AGAIN
                : Effect.STARTS;
        return starting(train, effect, order, supposed);
      }
    }
    boolean blocked = step.status().phase() instanceof TrainPhase.Blocked;
    String why = step.waits().stream().map(Wait::message).collect(Collectors.joining("; "));
    return bare(train, blocked ? Effect.BLOCKED : Effect.WAITS, why);
  }

  private TrainForecast starting(
      Declared<TrainSpec> train,
      Effect effect,
      WorkOrder order,
      Suppositions.Supposition supposed) {
    List<Passenger> passengers = new ArrayList<>();
    for (WagonRef wagon : wagons(order)) {
      passengers.add(new Passenger(wagon, why(train, order, wagon, supposed)));
    }
    String engine =
        "on engine "
            + order.terms().engine()
            + order.image().map(image -> " in image " + image).orElse("");
    return new TrainForecast(
        train.name(),
        effect,
        supposed.known().size() < order.carried().size()
            ? engine + ", once its wagons have passed their tests"
            : engine,
        order.dataset(),
        order.scope(),
        passengers.stream().limit(MOST_WAGONS).toList(),
        passengers.size(),
        new CostEstimate(ready.after(), supposed.known().values()).of(order));
  }

  private static List<WagonRef> wagons(WorkOrder order) {
    return order.wagons().stream().map(run -> run.name().wagon()).distinct().toList();
  }

  private static String why(
      Declared<TrainSpec> train,
      WorkOrder order,
      WagonRef wagon,
      Suppositions.Supposition supposed) {
    boolean asked = order.carried().stream().anyMatch(carried -> carried.wagon().equals(wagon));
    if (!asked) {
      return "others depend on it";
    }
    WagonTestStatus result = supposed.known().get(wagon);
    String said = result == null ? "not tested yet" : result.phase().word();
    return (train.spec().wagons().enabled() == null ? "named" : "enabled") + ", " + said;
  }
}
