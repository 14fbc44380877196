package dev.trainyard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every engine promises, to be run against each of them. Tasks are `sh` scripts that see the
/// folder [#shared].
public abstract class EngineContract {
  protected static final SubmissionName NAME = new SubmissionName("ty-contract-j1");
  protected static final TaskNeeds NEEDS =
      new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5));
  protected static final TaskState WAITING = new TaskState.Waiting();
  protected static final TaskState RUNNING = new TaskState.Running();
  protected static final TaskState CANCELLED = new TaskState.Cancelled();
  protected static final TaskState SUCCESS = new TaskState.Ended(0);
  protected static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PER_TASK = Duration.ofMillis(200).toNanos();

  /// A folder that tasks and tests see.
  @TempDir protected Path shared;

  protected Engine engine;

  /// The class of an [EngineFactory], and its arguments: an engine over what the one under test
  /// keeps, as a process makes it that knows nothing else.
  protected abstract List<String> factory() throws IOException;

  /// The engine when it cannot be asked; its tasks go on.
  protected abstract Engine unreachable() throws Exception;

  /// How many tasks of [#NEEDS] run at a time.
  protected abstract int slots();

  /// How many tasks a large submission has; with `-Dengine.tasks=10000`, so many.
  protected abstract int many();

  /// Takes the machine from under a task that runs, for good.
  protected abstract void lose(SubmissionName name, int index) throws Exception;

  /// Takes the machine from under a task that runs, for something that goes first; the task waits
  /// again. Engines that never do that skip.
  protected abstract void evict(SubmissionName name, int index) throws Exception;

  @BeforeEach
  protected void open() throws Exception {
    engine = fresh();
  }

  @AfterEach
  protected void leave() throws Exception {
    if (engine instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  /// A new instance over what the engine keeps. The one before it is of no more use.
  protected Engine fresh() throws Exception {
    if (engine != null) {
      leave();
    }
    List<String> words = factory();
    engine = EngineFactory.open(words.getFirst(), words.subList(1, words.size()));
    return engine;
  }

  @Test
  void runsEachTaskOnceWithItsIndex() throws Exception {
    engine.submit(script(List.of(0, 3, 7), "echo $1 >> $SHARED/ran"));

    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS, 3, SUCCESS, 7, SUCCESS));
    assertThat(Files.readAllLines(shared.resolve("ran"))).containsExactlyInAnyOrder("0", "3", "7");
  }

  @Test
  void acceptsANameOnce() throws Exception {
    TaskArray array = script(List.of(0), "echo first >> $SHARED/ran");
    TaskArray urgent = new TaskArray(NAME, array.indexes(), array.command(), NEEDS, 7);

    SubmitAnswer first = engine.submit(array);
    SubmitAnswer second = engine.submit(urgent);
    awaitOver(NAME);
    SubmitAnswer third = engine.submit(array);

    assertThat(first).isEqualTo(new SubmitAnswer.Accepted());
    assertThat(second).isEqualTo(new SubmitAnswer.Found());
    assertThat(third).isEqualTo(new SubmitAnswer.Found());
    assertThat(ran()).containsExactly("first");
  }

  @Test
  void findsOutThatSomethingElseHasTheName() throws Exception {
    engine.submit(script(List.of(0), "echo first >> $SHARED/ran"));

    SubmitAnswer second = engine.submit(script(List.of(0, 1), "echo second >> $SHARED/ran"));
    awaitOver(NAME);
    fresh();
    SubmitAnswer third = engine.submit(script(List.of(0), "echo third >> $SHARED/ran"));

    assertThat(second).isInstanceOf(SubmitAnswer.Other.class);
    assertThat(third).isInstanceOf(SubmitAnswer.Other.class);
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
    assertThat(ran()).containsExactly("first");
  }

  @Test
  void findsARunningSubmissionByItsName() throws Exception {
    TaskArray array = script(List.of(0), "touch $SHARED/up; " + UNTIL_TOLD);
    engine.submit(array);
    awaitFile("up");

    fresh();

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, RUNNING));
    assertThat(engine.submit(array)).isEqualTo(new SubmitAnswer.Found());
    tell();
    awaitOver(NAME);
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
  }

  @Test
  void runsEachTaskOnceHoweverOftenItsSubmitterIsKilled() throws Exception {
    TaskArray array = script(upTo(6), "echo $1 >> $SHARED/ran");
    leave();
    for (int millis : List.of(0, 30, 300)) {
      Process victim = Submitter.start(shared, factory(), array);
      victim.waitFor(millis, TimeUnit.MILLISECONDS);
      victim.destroyForcibly().waitFor();
    }

    fresh();
    SubmitAnswer answer = engine.submit(array);
    awaitOver(NAME);

    assertThat(answer).isIn(new SubmitAnswer.Accepted(), new SubmitAnswer.Found());
    assertThat(tasks(NAME).values()).containsOnly(SUCCESS).hasSize(6);
    assertThat(ran()).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5");
  }

  @Test
  void seesThatATaskIsLostForGood() throws Exception {
    engine.submit(script(List.of(0, 1), "touch $SHARED/up.$1; " + UNTIL_TOLD));
    awaitFile("up.0");
    awaitFile("up.1");
    await().atMost(PATIENCE).until(() -> count(NAME, RUNNING) == 2);

    lose(NAME, 1);
    await().atMost(PATIENCE).until(() -> tasks(NAME).get(1) instanceof TaskState.Lost);
    tell();
    awaitOver(NAME);
    Map<Integer, TaskState> before = tasks(NAME);
    fresh();

    assertThat(before.get(0)).isEqualTo(SUCCESS);
    assertThat(tasks(NAME)).isEqualTo(before);
  }

  @Test
  void startsATaskAgainThatHadToGiveWay() throws Exception {
    engine.submit(script(List.of(0), "echo $1 >> $SHARED/ran; " + UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> ran().size() == 1 && count(NAME, RUNNING) == 1);

    evict(NAME, 0);
    await().atMost(PATIENCE).until(() -> ran().size() == 2);
    tell();
    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
  }

  @Test
  void findsAnEndedSubmissionByItsName() throws Exception {
    engine.submit(script(List.of(0, 1), "exit $1"));
    awaitOver(NAME);

    fresh();

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS, 1, new TaskState.Ended(1)));
    assertThat(engine.submit(script(List.of(0, 1), "exit $1"))).isEqualTo(new SubmitAnswer.Found());
  }

  @Test
  void showsWhatWaitsAndWhatRuns() throws Exception {
    engine.submit(script(upTo(slots() + 1), UNTIL_TOLD));

    await().atMost(PATIENCE).until(() -> count(NAME, RUNNING) == slots());

    assertThat(count(NAME, WAITING)).isEqualTo(1);
    tell();
    awaitOver(NAME);
  }

  @Test
  void tellsExitCodesAndSignals() throws Exception {
    engine.submit(
        script(List.of(0, 1, 2), "case $1 in 0) exit 3;; 1) kill -9 $$;; 2) nosuchprogram;; esac"));

    awaitOver(NAME);

    assertThat(tasks(NAME))
        .isEqualTo(
            Map.of(
                0,
                new TaskState.Ended(3),
                1,
                new TaskState.Ended(137),
                2,
                new TaskState.Ended(127)));
  }

  @Test
  void tellsTheExitCodeOfACommandThatSignalsItsWholeGroup() throws Exception {
    engine.submit(script(List.of(0), "sleep 300 & kill 0; wait"));

    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, new TaskState.Ended(143)));
  }

  @Test
  void neverReadsUnknownAsAbsent() throws Exception {
    engine.submit(script(List.of(0), UNTIL_TOLD));
    SubmissionName other = new SubmissionName("ty-never-seen-j1");

    assertThat(engine.observe().of(other)).isEqualTo(new Sighting.Absent());
    Engine away = unreachable();
    assertThat(away.observe())
        .isInstanceOf(EngineView.Unreachable.class)
        .satisfies(view -> assertThat(view.of(NAME)).isInstanceOf(Sighting.Unknown.class))
        .satisfies(view -> assertThat(view.of(other)).isInstanceOf(Sighting.Unknown.class));
    tell();
  }

  @Test
  void saysThatItCouldNotBeAsked() throws Exception {
    engine.submit(script(List.of(0), UNTIL_TOLD));
    SubmissionName other = new SubmissionName("ty-other-j1");
    TaskArray array = new TaskArray(other, List.of(0), command("true"), NEEDS, 0);

    Engine away = unreachable();

    assertThatThrownBy(() -> away.submit(array)).isInstanceOf(EngineUnreachableException.class);
    assertThatThrownBy(() -> away.cancel(NAME)).isInstanceOf(EngineUnreachableException.class);
    tell();
  }

  @Test
  void cancelEndsWhatWaitsAndWhatRuns() throws Exception {
    engine.submit(script(upTo(slots() + 2), "echo $1 >> $SHARED/ran; " + UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> ran().size() == slots());

    engine.cancel(NAME);
    engine.cancel(NAME);
    awaitOver(NAME);

    assertThat(tasks(NAME).values()).containsOnly(CANCELLED).hasSize(slots() + 2);
    assertThat(ran()).hasSize(slots());
  }

  @Test
  void cancelLeavesWhatIsOver() throws Exception {
    engine.submit(script(List.of(0, 1), "if [ $1 = 0 ]; then exit 4; fi; " + UNTIL_TOLD));
    await().atMost(PATIENCE).until(() -> new TaskState.Ended(4).equals(tasks(NAME).get(0)));

    engine.cancel(NAME);
    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, new TaskState.Ended(4), 1, CANCELLED));
  }

  @Test
  void cancelIsForGood() throws Exception {
    engine.submit(script(upTo(slots() + 2), UNTIL_TOLD));
    engine.cancel(NAME);
    awaitOver(NAME);

    fresh();
    engine.submit(script(upTo(slots() + 2), UNTIL_TOLD));

    assertThat(tasks(NAME).values()).containsOnly(CANCELLED).hasSize(slots() + 2);
  }

  @Test
  void cancelOfTheUnknownDoesNothing() throws Exception {
    engine.cancel(NAME);

    assertThat(engine.submit(script(List.of(0), "true"))).isEqualTo(new SubmitAnswer.Accepted());
    awaitOver(NAME);
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
  }

  @Test
  void keepsWhatATaskSaid() throws Exception {
    engine.submit(script(List.of(0, 1), "echo out $1; echo err $1 >&2"));
    awaitOver(NAME);

    fresh();

    assertThat(engine.logs(NAME, 1)).isEqualTo("out 1\nerr 1\n");
    assertThat(engine.logs(NAME, 2)).isEmpty();
  }

  @Test
  void capsLogs() throws Exception {
    engine.submit(script(List.of(0), "head -c 300000 /dev/zero | tr '\\0' x; echo end"));
    awaitOver(NAME);

    assertThat(engine.logs(NAME, 0)).hasSize(Engine.LOG_BYTES).endsWith("xend\n");
  }

  @Test
  void tellsThatATaskIsOver() throws Exception {
    long before = engine.awaitChange(0, Duration.ZERO);
    engine.submit(script(List.of(0), "true"));

    long after = engine.awaitChange(before, Duration.ofSeconds(30));

    assertThat(after).isGreaterThan(before);
    assertThat(engine.awaitChange(after, Duration.ofMillis(1))).isEqualTo(after);
  }

  @Test
  void givesTasksNothingToRead() throws Exception {
    engine.submit(script(List.of(0), "cat"));

    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
  }

  @Test
  void runsManyTasksOnceEach() throws Exception {
    int many = Integer.getInteger("engine.tasks", many());

    engine.submit(script(upTo(many), "echo $1 >> $SHARED/ran"));
    awaitOver(NAME);

    assertThat(tasks(NAME).values()).containsOnly(SUCCESS).hasSize(many);
    assertThat(ran()).doesNotHaveDuplicates().hasSize(many);
  }

  /// A script that runs until [#tell].
  protected static final String UNTIL_TOLD = "until [ -e $SHARED/told ]; do sleep 0.02; done";

  protected void awaitFile(String name) {
    await().atMost(PATIENCE).until(() -> Files.exists(shared.resolve(name)));
  }

  /// Lets scripts that run [#UNTIL_TOLD] end.
  protected void tell() throws IOException {
    Files.createFile(shared.resolve("told"));
  }

  protected TaskArray script(List<Integer> indexes, String script) {
    return new TaskArray(NAME, indexes, command(script), NEEDS, 0);
  }

  /// The command of a script that gets its index as `$1`.
  protected List<String> command(String script) {
    return List.of("sh", "-c", "SHARED=" + shared + "; " + script, "sh", TaskArray.INDEX);
  }

  protected static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /// What scripts noted in the file `ran`.
  protected List<String> ran() throws IOException {
    Path file = shared.resolve("ran");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  protected Map<Integer, TaskState> tasks(SubmissionName name) {
    return switch (engine.observe().of(name)) {
      case Sighting.Seen(Map<Integer, TaskState> tasks) -> tasks;
      case Sighting.Absent() -> throw new AssertionError(name + " is absent");
      case Sighting.Unknown(String why) -> throw new AssertionError(name + " is unknown: " + why);
    };
  }

  protected long count(SubmissionName name, TaskState state) {
    return tasks(name).values().stream().filter(state::equals).count();
  }

  protected void awaitOver(SubmissionName name) throws InterruptedException {
    awaitChanges(() -> tasks(name).values().stream().allMatch(TaskState::isOver));
  }

  /// Waits as a controller does: looks, and waits for a change.
  private void awaitChanges(Callable<Boolean> condition) throws InterruptedException {
    long seen = engine.awaitChange(0, Duration.ZERO);
    long end =
        System.nanoTime() + PATIENCE.toNanos() + Integer.getInteger("engine.tasks", 0) * PER_TASK;
    while (!met(condition)) {
      long left = end - System.nanoTime();
      assertThat(left).as("time left").isPositive();
      seen = engine.awaitChange(seen, Duration.ofNanos(left));
    }
  }

  private static boolean met(Callable<Boolean> condition) {
    try {
      return condition.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
