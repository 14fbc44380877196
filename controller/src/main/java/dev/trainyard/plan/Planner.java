package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;

import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.reconcile.PullPlan;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.SpecFields;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainPhase.Underway;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.plan.Places.Place;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Decides what happens next: a function of what is wanted, what was seen, and the time; what it
/// remembers only saves it work. For one thread at a time.
///
/// [#plan] finds the wagon tests that somebody wants ([Demand]), moves them and ends those that
/// nobody wants any more ([WagonTestMachine]), and moves every train by at most one phase
/// ([TrainMachine]).
public final class Planner {
  private final PlanSettings settings;
  private final Recollection recollection;

  /// @param fields tells which fields of a spec are as by default, for people
  public Planner(PlanSettings settings, Function<Spec, SpecFields> fields) {
    this.settings = settings;
    this.recollection = new Recollection(fields);
  }

  /// The plan for one round.
  public Plan plan(Snapshot snapshot, Observed observed, Instant now) {
    Facts facts = new Facts(settings, snapshot, observed, now);
    TestDesk desk = recollection.recall(facts);
    Draft draft = new Draft(snapshot);
    Candidates candidates = new Candidates(facts, recollection);
    Demand demand = demand(facts, desk, candidates);
    demand.waits().forEach(draft::wait);
    PullDesk pulls = pulls(facts, demand);
    TestStatuses tests = tests(facts, desk, demand, pulls, draft);
    EnabledWagons enabled = recollection.wagonTests().enabled();
    Departure departure = new Departure(facts, desk, new Boarding(facts, desk, enabled, tests));
    trains(
        new TrainMachine(
            facts,
            candidates,
            departure,
            new Journey(facts, desk),
            new Freshness(facts, desk, recollection)),
        snapshot,
        draft);
    pulls.steps().forEach(draft::add);
    recollection.turn();
    return draft.plan();
  }

  /// The orders that a plan looks for in [Observed#orders]: those of all that is underway, and
  /// those that a controller may have pinned without living to say so.
  ///
  /// @param observed without orders
  public Set<String> orders(Snapshot snapshot, Observed observed, Instant now) {
    Facts facts = new Facts(settings, snapshot, observed, now);
    TestDesk desk = recollection.recall(facts);
    Candidates candidates = new Candidates(facts, recollection);
    Set<String> orders = new TreeSet<>();
    for (Roster.Entry entry : recollection.roster().awake()) {
      Declared<TrainSpec> train = entry.train();
      TrainStatus prior = entry.prior();
      if (train != null) {
        orders.addAll(candidates.orders(train, prior));
      }
      if (prior != null && prior.phase() instanceof Underway) {
        orders.add(Orders.of(prior));
        orders.add(OrderId.trainTest(Orders.of(prior)));
      }
    }
    WagonTestMachine machine = new WagonTestMachine(facts);
    WagonTests ofWagons = recollection.wagonTests();
    ofWagons.places().open().forEach(place -> orders.addAll(machine.orders(place.test())));
    Demand demand = demand(facts, desk, candidates);
    orders.addAll(pulls(facts, demand).orders());
    demand.ofTrains().wanted().values().forEach(test -> orders.addAll(machine.orders(test)));
    ofWagons.unfinished().forEach(test -> orders.add(test.order()));
    return orders;
  }

  private Demand demand(Facts facts, TestDesk desk, Candidates candidates) {
    return new Demand(
        facts, desk, candidates, recollection.wagonTests(), recollection.roster().awake());
  }

  private PullDesk pulls(Facts facts, Demand demand) {
    return new PullDesk(facts, recollection.pullTests(), demand, new Forecast(facts, recollection));
  }

  private TestStatuses tests(
      Facts facts, TestDesk desk, Demand demand, PullDesk pulls, Draft draft) {
    WagonTestMachine machine = new WagonTestMachine(facts);
    Places places = recollection.wagonTests().places();
    Map<WantedKey, WantedTest> ofTrains = new LinkedHashMap<>(demand.ofTrains().wanted());
    for (List<Place> ofWagon : places.all()) {
      for (Place place : ofWagon) {
        WantedTest wanted = place.test();
        WantedTest asked = ofTrains.isEmpty() ? null : ofTrains.remove(WantedKey.of(wanted));
        TestStep standing = place.standing(facts.now());
        if (standing == null) {
          TestStep step = machine.advance(desk.today(asked == null ? wanted : asked));
          places.step(place, step, facts.now());
          draft.add(step);
        } else {
          draft.keep(standing);
        }
      }
    }
    TestStatuses tests = new TestStatuses(places);
    ofTrains.forEach(
        (key, test) -> {
          TestStep step = machine.advance(desk.today(test));
          draft.add(step);
          tests.put(key, step.status());
        });
    demand
        .obsolete()
        .filter(test -> !pulls.isOfPull(test))
        .forEach(test -> draft.add(machine.cancel(test)));
    return tests;
  }

  private void trains(TrainMachine machine, Snapshot snapshot, Draft draft) {
    Roster roster = recollection.roster();
    for (Roster.Entry entry : roster.all()) {
      TrainStatus prior = entry.prior();
      Declared<TrainSpec> train = entry.train();
      if (entry.isAtRest()) {
        draft.keep(requireNonNull(prior, "a train without status is not over"));
      } else {
        TrainStep step =
            train == null
                ? machine.undeclared(requireNonNull(prior, "neither file nor status"))
                : machine.advance(train, prior);
        roster.rest(snapshot, entry, step, draft.add(step, prior));
      }
    }
  }

  /// The plan while it is put together.
  private static final class Draft {
    private final Snapshot snapshot;
    private final Set<Action> actions = new LinkedHashSet<>();
    private final Set<SubmissionName> submitted = new HashSet<>();
    private final Set<Wait> waits = new LinkedHashSet<>();
    private final List<TrainStatus> trains = new ArrayList<>();
    private final List<WagonTestStatus> tests = new ArrayList<>();
    private final List<PullPlan> pulls = new ArrayList<>();
    private @Nullable Instant due;

    Draft(Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    /// Adds a train of which there is nothing new.
    void keep(TrainStatus train) {
      trains.add(train);
    }

    /// Adds what becomes of a train.
    ///
    /// @return its status: the prior one itself, if it is the same
    TrainStatus add(TrainStep step, @Nullable TrainStatus prior) {
      step.actions().forEach(this::act);
      waits.addAll(step.waits());
      until(step.due());
      TrainStatus status = step.status();
      TrainStatus described = status.observedAt(status.observedCommit(), description(status));
      TrainStatus said =
          prior != null && described.equals(prior)
              ? prior
              : described.observedAt(snapshot.commit(), described.description());
      trains.add(said);
      return said;
    }

    /// Adds a test of which there is nothing new.
    void keep(TestStep step) {
      tests.add(step.status());
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

    void add(PullDesk.Step pull) {
      pull.actions().forEach(this::act);
      pulls.add(pull.plan());
      until(pull.due());
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
        case Action.Cancel _, Action.Steer _ -> Integer.MIN_VALUE;
        case Action.Pin _ -> 0;
        case Action.SubmitJobs jobs -> -jobs.priority();
        case Action.SubmitMerge merge -> -merge.priority();
      };
    }

    Plan plan() {
      return new Plan(inOrder(), List.copyOf(waits), trains, tests, pulls, due);
    }
  }
}
