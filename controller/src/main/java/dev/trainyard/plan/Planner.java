package dev.trainyard.plan;

import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainPhase.Underway;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.plan.Selection.WantedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Decides what happens next: a function of what is wanted, what was seen, and the time; what it
/// remembers only saves it work. For one thread at a time.
///
/// [#plan] finds the wagon tests that somebody wants ([Demand]), moves them and ends those that
/// nobody wants any more ([WagonTestMachine]), and moves every train by at most one phase
/// ([TrainMachine]).
public final class Planner {
  private final PlanSettings settings;
  private final Recollection recollection = new Recollection();

  public Planner(PlanSettings settings) {
    this.settings = settings;
  }

  /// The plan for one round.
  public Plan plan(Snapshot snapshot, Observed observed, Instant now) {
    Facts facts = new Facts(settings, snapshot, observed, now);
    Draft draft = new Draft(snapshot);
    TestDesk desk = recollection.desk(facts);
    Candidates candidates = new Candidates(facts, recollection);
    Demand demand = demand(facts, candidates);
    demand.waits().forEach(draft::wait);
    Map<WantedKey, WagonTestStatus> tests = tests(facts, demand, draft);
    Departure departure = new Departure(facts, desk, tests);
    TrainMachine machine = new TrainMachine(facts, candidates, departure, new Journey(facts, desk));
    for (String name : trains(facts)) {
      Declared<TrainSpec> train = snapshot.trains().get(name);
      TrainStatus prior = observed.trains().get(name);
      if (train != null) {
        draft.add(machine.advance(train, prior), prior);
      } else if (prior != null) {
        draft.add(machine.deleted(prior), prior);
      }
    }
    recollection.turn();
    return draft.plan();
  }

  /// The orders that a plan looks for in [Observed#orders]: those of all that is underway, and
  /// those that a controller may have pinned without living to say so.
  ///
  /// @param observed without orders
  public Set<String> orders(Snapshot snapshot, Observed observed, Instant now) {
    Facts facts = new Facts(settings, snapshot, observed, now);
    Candidates candidates = new Candidates(facts, recollection);
    Set<String> orders = new TreeSet<>();
    for (Declared<TrainSpec> train : snapshot.trains().values()) {
      orders.addAll(candidates.orders(train, observed.trains().get(train.name())));
    }
    for (TrainStatus train : observed.trains().values()) {
      if (train.phase() instanceof Underway) {
        orders.add(Orders.of(train));
        orders.add(OrderId.trainTest(Orders.of(train)));
      }
    }
    WagonTestMachine machine = new WagonTestMachine(facts);
    demand(facts, candidates).tests().forEach(test -> orders.addAll(machine.orders(test)));
    observed.tests().values().stream()
        .filter(test -> !test.phase().isOver())
        .forEach(test -> orders.add(test.order()));
    return orders;
  }

  private Demand demand(Facts facts, Candidates candidates) {
    return new Demand(
        facts,
        recollection.desk(facts),
        candidates,
        recollection.ofWagons(facts),
        recollection.trains(facts));
  }

  private Set<String> trains(Facts facts) {
    Map<String, Declared<TrainSpec>> declared = recollection.trains(facts);
    if (declared.keySet().containsAll(facts.observed().trains().keySet())) {
      return declared.keySet();
    }
    Set<String> names = new TreeSet<>(declared.keySet());
    names.addAll(facts.observed().trains().keySet());
    return names;
  }

  private static Map<WantedKey, WagonTestStatus> tests(Facts facts, Demand demand, Draft draft) {
    WagonTestMachine machine = new WagonTestMachine(facts);
    Map<WantedKey, WagonTestStatus> tests = new LinkedHashMap<>();
    for (WantedTest test : demand.tests()) {
      TestStep step = machine.advance(test);
      draft.add(step);
      tests.put(new WantedKey(test.wagon(), test.key()), step.status());
    }
    facts.observed().tests().values().stream()
        .filter(demand::isObsolete)
        .sorted(Comparator.comparing(WagonTestStatus::key))
        .forEach(test -> draft.add(machine.cancel(test)));
    return tests;
  }

  /// The plan while it is put together.
  private static final class Draft {
    private final Snapshot snapshot;
    private final Set<Action> actions = new LinkedHashSet<>();
    private final Set<SubmissionName> submitted = new HashSet<>();
    private final Set<Wait> waits = new LinkedHashSet<>();
    private final List<TrainStatus> trains = new ArrayList<>();
    private final List<WagonTestStatus> tests = new ArrayList<>();
    private @Nullable Instant due;

    Draft(Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    void add(TrainStep step, @Nullable TrainStatus prior) {
      step.actions().forEach(this::act);
      waits.addAll(step.waits());
      TrainStatus status = step.status();
      TrainStatus described = status.observedAt(status.observedCommit(), description(status));
      trains.add(
          described.equals(prior)
              ? prior
              : described.observedAt(snapshot.commit(), described.description()));
      until(step.due());
    }

    void add(@Nullable TestStep step) {
      if (step == null) {
        return;
      }
      step.actions().forEach(this::act);
      waits.addAll(step.waits());
      tests.add(step.status());
      until(step.due());
    }

    void act(Action action) {
      // Equal wagons share a test: it is submitted once.
      if (!(action instanceof Action.SubmitJobs submit) || submitted.add(submit.name())) {
        actions.add(action);
      }
    }

    void wait(Wait wait) {
      waits.add(wait);
    }

    private String description(TrainStatus status) {
      Declared<TrainSpec> train = snapshot.trains().get(status.name());
      return train == null ? status.description() : train.spec().description();
    }

    private void until(@Nullable Instant time) {
      if (time != null && (due == null || time.isBefore(due))) {
        due = time;
      }
    }

    /// What is ended first, then what is submitted, by the priority of its train.
    private List<Action> inOrder() {
      return actions.stream().sorted(Comparator.comparingInt(Draft::rank)).toList();
    }

    private static int rank(Action action) {
      return switch (action) {
        case Action.Cancel _ -> Integer.MIN_VALUE;
        case Action.Pin _ -> 0;
        case Action.SubmitJobs jobs -> -jobs.priority();
        case Action.SubmitMerge merge -> -merge.priority();
      };
    }

    Plan plan() {
      return new Plan(inOrder(), List.copyOf(waits), trains, tests, due);
    }
  }
}
