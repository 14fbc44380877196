package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.EffectiveFields;
import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.SpecFields;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.ImageLookup;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.OutputFile;
import dev.trainyard.model.work.JobResult.StagedInput;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Engines, store and status branch in memory, played round by round: [#plan], [#act], [#remember]
/// are the stages of a round, [#work] lets what was submitted happen. Orders belong to whoever pins
/// them first, submissions to whoever takes their name first.
public final class WorldInMemory {
  public static final String SUM = Digest.ofParts("sum").hex();
  private static final int MOST_ROUNDS = 80;
  private static final Duration SOON = Duration.ofMinutes(30);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final int PULL_TESTS = 20;

  public Instant now = Instant.parse("2026-11-21T08:00:00Z");
  public final SmallYard yard;
  private static final Function<Spec, SpecFields> FIELDS = new EffectiveFields(new Json())::of;

  private final PlanSettings settings;
  public final Planner planner;

  /// The status branch.
  public final Map<String, TrainStatus> trains = new HashMap<>();

  public final Map<Digest, WagonTestStatus> tests = new HashMap<>();

  /// The engines, and those that do not answer.
  public final Map<SubmissionName, Submission> submissions = new LinkedHashMap<>();

  public final Map<String, String> unreachable = new HashMap<>();

  /// The store.
  public final Map<String, Stored> orders = new TreeMap<>();

  /// What registries say.
  public final Map<String, ImageLookup> images = new HashMap<>();

  /// The orders that the last round looked for in it.
  public Set<String> lookedFor = Set.of();

  /// Pull requests as every round finds them.
  public final OpenPulls pulls = new OpenPulls();

  /// Every action done, in order.
  public final List<Action> done = new ArrayList<>();

  /// What becomes of a task once it runs.
  public Function<Task, Fate> fate = task -> Fate.DONE;

  /// The useful line of the log of a wagon that fails.
  public Function<Task, String> logLine = task -> "error: bad thing";

  /// The SHA-256 of what is merged from now on.
  public String merged = SUM;

  /// Bytes of memory that every wagon uses.
  public long memory = 100;

  public WorldInMemory(SmallYard yard) {
    this(yard, PULL_TESTS);
  }

  /// @param pullTests how many tests of pull requests are with an engine at once
  WorldInMemory(SmallYard yard, int pullTests) {
    this(yard, new PlanSettings("yard", Set.of("local", "batch"), "local", pullTests));
  }

  /// Where the engine `batch`, which is the one for tests, runs packages in their images.
  static WorldInMemory withContainers(SmallYard yard) {
    Set<String> engines = Set.of("local", "batch");
    return new WorldInMemory(
        yard, new PlanSettings("yard", engines, Set.of("batch"), "batch", PULL_TESTS));
  }

  private WorldInMemory(SmallYard yard, PlanSettings settings) {
    this.yard = yard;
    this.settings = settings;
    this.planner = new Planner(settings, FIELDS);
  }

  /// One task of a submission.
  public record Task(Submission submission, int index) {
    public String order() {
      return submission.order;
    }

    public boolean isOf(String prefix) {
      return submission.order.startsWith(prefix);
    }

    public boolean carries(String wagon) {
      return !submission.without.contains(wagon);
    }
  }

  /// What becomes of a task.
  ///
  /// @param state how the engine sees it afterwards
  /// @param cause of the result it leaves, or [ExitCause#LOST] for none
  /// @param wagon whose fault it is, or empty
  public record Fate(TaskState state, ExitCause cause, String wagon) {
    public static final Fate DONE = new Fate(new TaskState.Ended(0), ExitCause.SUCCEEDED, "");
    public static final Fate RUNS = new Fate(new TaskState.Running(), ExitCause.LOST, "");

    /// It has committed its result, and its process is not gone yet.
    public static final Fate LEAVES = new Fate(new TaskState.Running(), ExitCause.SUCCEEDED, "");

    public static final Fate VANISHES = new Fate(new TaskState.Lost("node"), ExitCause.LOST, "");

    public static Fate fails(ExitCause cause, String wagon) {
      return new Fate(new TaskState.Ended(1), cause, wagon);
    }
  }

  /// What an engine has accepted.
  public static final class Submission {
    public final SubmissionName name;
    public final String engine;
    public final String order;
    public final boolean merge;
    public final double allowance;
    public final List<String> without;
    public final Map<Integer, TaskState> tasks = new TreeMap<>();
    public Standing standing;

    /// What of its standing the engine cannot do.
    public String reserve = "";

    Submission(Action.SubmitJobs jobs) {
      this.standing = Standing.going(jobs.priority());
      this.name = jobs.name();
      this.engine = jobs.engine();
      this.order = jobs.order().id();
      this.merge = false;
      this.allowance = jobs.allowance();
      this.without = jobs.without();
      jobs.indexes().forEach(i -> tasks.put(i, new TaskState.Waiting()));
    }

    Submission(Action.SubmitMerge jobs) {
      this.standing = Standing.going(jobs.priority());
      this.name = jobs.name();
      this.engine = jobs.engine();
      this.order = jobs.merge().order();
      this.merge = true;
      this.allowance = jobs.allowance();
      this.without = List.of();
      jobs.indexes().forEach(i -> tasks.put(i, new TaskState.Waiting()));
    }
  }

  /// What lies in an order's folder.
  public static final class Stored {
    public final WorkOrder order;
    public final Map<Integer, JobResult> committed = new TreeMap<>();
    public final List<JobResult> failed = new ArrayList<>();
    public final List<MergeOrder> merge = new ArrayList<>();
    public final Map<Integer, MergeResult> merges = new TreeMap<>();
    public final Map<Integer, Integer> executions = new TreeMap<>();

    Stored(WorkOrder order) {
      this.order = order;
    }

    OrderProgress progress() {
      return new OrderProgress(
          order, committed, failed, merge.isEmpty() ? null : merge.getFirst(), merges);
    }
  }

  public Observed observed(Snapshot snapshot) {
    Map<String, EngineView> views = new HashMap<>();
    for (String engine : List.of("local", "batch")) {
      String why = unreachable.get(engine);
      views.put(engine, why == null ? listed(engine) : new EngineView.Unreachable(why));
    }
    Map<Digest, WagonTestStatus> all = pulls.with(tests);
    Observed before =
        new Observed(trains, all, yard.listings, images, views, Map.of(), pulls.views());
    Map<String, OrderProgress> found = new HashMap<>();
    Set<String> wanted = planner.orders(snapshot, before, now);
    lookedFor = wanted;
    assertThat(wanted).isEqualTo(new Planner(settings, FIELDS).orders(snapshot, before, now));
    for (String id : wanted) {
      Stored stored = orders.get(id);
      if (stored != null) {
        found.put(id, stored.progress());
      }
    }
    return before.withOrders(found);
  }

  private EngineView listed(String engine) {
    Map<SubmissionName, Sighting.Seen> seen = new HashMap<>();
    submissions.values().stream()
        .filter(s -> s.engine.equals(engine))
        .forEach(s -> seen.put(s.name, new Sighting.Seen(s.tasks, s.standing, s.reserve)));
    return new EngineView.Listed(seen);
  }

  public Plan plan(Snapshot snapshot) {
    Observed observed = observed(snapshot);
    Plan plan = planner.plan(snapshot, observed, now);
    Plan afresh = new Planner(settings, FIELDS).plan(snapshot, observed, now);
    assertThat(plan).as("a plan does not depend on those before").isEqualTo(afresh);
    return plan;
  }

  /// A whole round at a new commit of the yard.
  public Plan round() {
    return round(yard.snapshot());
  }

  public Plan round(Snapshot snapshot) {
    Plan plan = plan(snapshot);
    plan.actions().forEach(this::act);
    remember(plan);
    return plan;
  }

  public void act(Action action) {
    done.add(action);
    switch (action) {
      case Action.Pin pin -> orders.putIfAbsent(pin.order().id(), new Stored(pin.order()));
      case Action.SubmitJobs jobs -> {
        orders.putIfAbsent(jobs.order().id(), new Stored(jobs.order()));
        submissions.putIfAbsent(jobs.name(), new Submission(jobs));
      }
      case Action.SubmitMerge merge -> {
        Stored stored = stored(merge.merge().order());
        if (stored.merge.isEmpty()) {
          stored.merge.add(merge.merge());
        }
        submissions.putIfAbsent(merge.name(), new Submission(merge));
      }
      case Action.Steer steer ->
          requireNonNull(submissions.get(steer.name())).standing = steer.standing();
      case Action.Cancel cancel -> {
        Submission submission = submissions.get(cancel.name());
        if (submission != null) {
          submission.tasks.replaceAll(
              (index, task) -> task.isOver() ? task : new TaskState.Cancelled());
        }
      }
    }
  }

  public void remember(Plan plan) {
    plan.trains().forEach(train -> trains.put(train.name(), train));
    plan.tests().forEach(test -> tests.put(test.key(), test));
    pulls.remember(plan.pulls());
  }

  /// Lets everything submitted run to its fate; whether anything changed by it.
  public boolean work() {
    boolean moved = false;
    now = now.plus(PAUSE);
    for (Submission submission : List.copyOf(submissions.values())) {
      for (Map.Entry<Integer, TaskState> task : submission.tasks.entrySet()) {
        boolean waits = task.getValue() instanceof TaskState.Waiting;
        if (!task.getValue().isOver() && !(waits && submission.standing.isHeld())) {
          Fate next = fate.apply(new Task(submission, task.getKey()));
          moved |= !next.state.equals(task.getValue());
          task.setValue(next.state);
          if (next.state.isOver() || next.cause == ExitCause.SUCCEEDED) {
            leave(submission, task.getKey(), next);
          }
        }
      }
    }
    return moved;
  }

  /// Rounds and work until nothing moves any more.
  public void run() {
    Snapshot snapshot = yard.snapshot();
    for (int i = 0; i < MOST_ROUNDS; i++) {
      Map<String, TrainStatus> trainsBefore = Map.copyOf(trains);
      Map<Digest, WagonTestStatus> testsBefore = pulls.with(tests);
      Plan plan = round(snapshot);
      boolean still =
          !work()
              && plan.actions().isEmpty()
              && trainsBefore.equals(trains)
              && testsBefore.equals(pulls.with(tests));
      Instant due = plan.due();
      if (still && due != null && due.isBefore(now.plus(SOON))) {
        now = due.isAfter(now) ? due : now;
      } else if (still) {
        return;
      }
    }
    throw new IllegalStateException("it never comes to rest: " + trains);
  }

  private void leave(Submission submission, int index, Fate fate) {
    Stored stored = stored(submission.order);
    if (submission.merge) {
      leaveMerged(stored, index, fate);
      return;
    }
    stored.executions.merge(index, 1, Integer::sum);
    if (fate.cause == ExitCause.SUCCEEDED) {
      stored.committed.putIfAbsent(index, result(submission, stored.order, index, fate));
    } else if (fate.cause != ExitCause.LOST) {
      stored.failed.add(result(submission, stored.order, index, fate));
    }
  }

  private void leaveMerged(Stored stored, int index, Fate fate) {
    if (fate.cause == ExitCause.LOST) {
      return;
    }
    stored.merge.getFirst().ofInstanceAt(index).forEach(task -> leaveMerged(stored, task, fate));
  }

  private void leaveMerged(Stored stored, MergeOrder.Task task, Fate fate) {
    boolean good = fate.cause == ExitCause.SUCCEEDED;
    stored.merges.put(
        task.index(),
        new MergeResult(
            stored.order.id(),
            task.index(),
            task.instance(),
            task.file(),
            task.mergeList(),
            fate.cause,
            good ? "" : "part 1 is corrupt",
            good ? "merged/" + task.mergeList() + "/" + task.instance() : "",
            good ? 10 : 0,
            good ? merged : "",
            task.jobs().size(),
            0));
  }

  private JobResult result(Submission submission, WorkOrder order, int index, Fate fate) {
    List<WagonResult> wagons =
        order.wagons().stream()
            .filter(run -> !submission.without.contains(run.name().toString()))
            .map(run -> result(run, fate, logLine.apply(new Task(submission, index))))
            .toList();
    List<StagedInput> inputs =
        order.jobs().get(index).inputs().stream()
            .map(file -> new StagedInput(file.location(), file.knownSize(), SUM))
            .toList();
    return new JobResult(
        order.id(),
        index,
        submission.name.value(),
        "x" + index,
        fate.cause,
        fate.cause == ExitCause.SUCCEEDED ? "" : fate.wagon + " went wrong",
        inputs,
        inputs.stream().mapToLong(StagedInput::size).sum(),
        Duration.ZERO,
        wagons,
        "node",
        now,
        now);
  }

  private WagonResult result(WagonRun run, Fate fate, String line) {
    boolean guilty = run.name().toString().equals(fate.wagon);
    boolean behind = run.dependsOn().contains(instance(fate.wagon));
    ExitCause cause =
        guilty ? fate.cause : behind ? ExitCause.DEPENDENCY_FAILED : ExitCause.SUCCEEDED;
    return new WagonResult(
        run.name(),
        cause,
        cause == ExitCause.SUCCEEDED ? 0 : 1,
        guilty ? "it went wrong" : "",
        guilty ? List.of(line) : List.of(),
        new ResourceUsage(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            memory,
            memory,
            memory,
            memory,
            10,
            10,
            5,
            1,
            1),
        cause == ExitCause.SUCCEEDED ? List.of(new OutputFile("out.csv", 5, SUM)) : List.of());
  }

  private static InstanceName instance(String wagon) {
    return InstanceName.parse(wagon.isEmpty() ? "no/one" : wagon);
  }

  public Stored stored(String order) {
    return requireNonNull(orders.get(order), "no order " + order + " among " + orders.keySet());
  }

  public TrainStatus train(String name) {
    return requireNonNull(trains.get(name), "no train " + name);
  }

  /// The order that a train carries.
  public Stored storedOf(String train) {
    return stored(requireNonNull(train(train).composition(), "not composed").order());
  }

  /// The one test of a wagon.
  public WagonTestStatus test(String wagon) {
    return tests.values().stream()
        .filter(t -> t.wagon().toString().equals(wagon))
        .findFirst()
        .orElseThrow();
  }

  /// Submissions accepted so far, by name, oldest first.
  public List<Submission> of(String orderPrefix) {
    return submissions.values().stream().filter(s -> s.order.startsWith(orderPrefix)).toList();
  }

  /// Names in the engine, for comparing.
  public List<String> names() {
    return submissions.keySet().stream().map(SubmissionName::value).toList();
  }

  /// Phases that a train goes through, one round after the other.
  public List<String> phases(String train, int rounds) {
    String[] phases = new String[rounds];
    for (int i = 0; i < rounds; i++) {
      round();
      phases[i] = train(train).phase().word();
      work();
    }
    return Arrays.asList(phases);
  }
}
