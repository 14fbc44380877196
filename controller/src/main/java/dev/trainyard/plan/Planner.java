package dev.trainyard.plan;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.status.TrainPhase.Waiting;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.plan.Selection.WantedKey;
import dev.trainyard.plan.TestDesk.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Decides what happens next: a pure function of what is wanted, what was seen, and the time.
///
/// [#plan] first finds the wagon tests that somebody wants ([#wanted]) and moves them
/// ([WagonTestMachine]), then moves every train by at most one phase ([TrainMachine]), then ends
/// tests that nobody wants any more ([#obsolete]).
public final class Planner {
  private final PlanSettings settings;

  public Planner(PlanSettings settings) {
    this.settings = settings;
  }

  /// The plan for one round.
  public Plan plan(Snapshot snapshot, Observed observed, Instant now) {
    Facts facts = new Facts(settings, snapshot, observed, now);
    Draft draft = new Draft(snapshot);
    TestDesk desk = new TestDesk(snapshot, observed.datasets());
    Map<WantedKey, WantedTest> wanted = wanted(facts, desk, draft);
    Map<WantedKey, WagonTestStatus> tests = tests(facts, wanted, draft);
    TrainMachine machine = new TrainMachine(facts, new Departure(facts, desk, tests));
    Set<String> names = new TreeSet<>(snapshot.trains().keySet());
    names.addAll(observed.trains().keySet());
    for (String name : names) {
      Declared<TrainSpec> train = snapshot.trains().get(name);
      TrainStatus prior = observed.trains().get(name);
      if (train != null) {
        draft.add(machine.advance(train, prior), prior);
      } else if (prior != null) {
        draft.add(machine.deleted(prior), prior);
      }
    }
    obsolete(facts, wanted, draft);
    return draft.plan();
  }

  /// The tests that enabled wagons and waiting trains want.
  private static Map<WantedKey, WantedTest> wanted(Facts facts, TestDesk desk, Draft draft) {
    Map<WantedKey, WantedTest> wanted = new LinkedHashMap<>();
    Snapshot snapshot = facts.snapshot();
    for (var declared : new TreeMap<>(snapshot.wagons()).entrySet()) {
      WagonRef ref = declared.getKey();
      WagonSpec wagon = declared.getValue().spec();
      for (Enabled enabled : wagon.enabledOn()) {
        Declared<DatasetSpec> dataset = snapshot.datasets().get(enabled.dataset());
        boolean today = Selection.enabling(facts, wagon, enabled.dataset()).isPresent();
        if (dataset != null && today && dataset.spec().state() == State.ACTIVE) {
          ask(desk.test(ref, dataset, Map.of()), ref, dataset, wanted, draft);
        }
      }
    }
    for (Declared<TrainSpec> train : new TreeMap<>(snapshot.trains()).values()) {
      Declared<DatasetSpec> dataset = snapshot.datasets().get(train.spec().dataset());
      TrainStatus status = facts.observed().trains().get(train.name());
      boolean waits = status == null || status.phase() instanceof Waiting;
      boolean again = status != null && train.spec().rerun() > status.rerun();
      if (dataset != null && (waits || again) && !snapshot.isBroken(train)) {
        for (WagonRef ref : Selection.asked(facts, train, dataset)) {
          ask(desk.test(ref, dataset, train.spec().tags()), ref, dataset, wanted, draft);
        }
      }
    }
    return wanted;
  }

  private static void ask(
      Answer answer,
      WagonRef ref,
      Declared<DatasetSpec> dataset,
      Map<WantedKey, WantedTest> wanted,
      Draft draft) {
    String subject = "test of wagon " + ref + " on " + dataset.name();
    switch (answer) {
      case Answer.Needs(WantedTest test) -> wanted.put(new WantedKey(ref, test.key()), test);
      case Answer.Refused(Refusal refusal) ->
          draft.wait(new Wait(subject, refusal.reason(), refusal.message()));
      case Answer.Later(String message) -> draft.wait(new Wait(subject, "ListingDataset", message));
    }
  }

  private static Map<WantedKey, WagonTestStatus> tests(
      Facts facts, Map<WantedKey, WantedTest> wanted, Draft draft) {
    WagonTestMachine machine = new WagonTestMachine(facts);
    Map<WantedKey, WagonTestStatus> tests = new LinkedHashMap<>();
    for (Map.Entry<WantedKey, WantedTest> test : wanted.entrySet()) {
      TestStep step = machine.advance(test.getValue());
      draft.add(step);
      tests.put(test.getKey(), step.status());
    }
    return tests;
  }

  /// Ends tests that are underway and that nobody wants any more.
  private static void obsolete(Facts facts, Map<WantedKey, WantedTest> wanted, Draft draft) {
    Set<Object> keys = new HashSet<>();
    wanted.keySet().forEach(w -> keys.add(w.key()));
    EngineView engine = facts.view(facts.settings().defaultEngine());
    for (WagonTestStatus test : new TreeMap<>(facts.observed().tests()).values()) {
      if (!test.phase().isOver() && !keys.contains(test.key()) && reachable(engine)) {
        for (int sequence = 1; sequence <= test.attempts(); sequence++) {
          SubmissionName name =
              SubmissionName.of(facts.settings().yard(), test.order(), Stage.JOBS, sequence);
          if (Submissions.isUnfinished(engine.of(name))) {
            String why = "the wagon has changed, or is not enabled any more";
            String subject = "test of wagon " + test.wagon() + " on " + test.dataset();
            draft.act(new Action.Cancel(subject, why, facts.settings().defaultEngine(), name));
          }
        }
        draft.test(
            test.enter(new WagonTestPhase.Failed("Cancelled"), facts.now())
                .explained("nobody wants this result any more", List.of()));
      }
    }
  }

  private static boolean reachable(EngineView engine) {
    return engine instanceof EngineView.Listed;
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
      trains.add(
          step.status().equals(prior)
              ? step.status()
              : step.status().observedAt(snapshot.commit(), description(step.status())));
      until(step.due());
    }

    void add(TestStep step) {
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

    void test(WagonTestStatus status) {
      tests.add(status);
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

    Plan plan() {
      return new Plan(List.copyOf(actions), List.copyOf(waits), trains, tests, due);
    }
  }
}
