package dev.trainyard.engine;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every engine promises. Tasks are `sh` scripts that see the folder [#shared].
public abstract class EngineContract {
  protected static final SubmissionName NAME = new SubmissionName("ty-contract-j1");
  protected static final TaskNeeds NEEDS =
      new TaskNeeds(1, new ByteSize(1 << 20), Duration.ofMinutes(5));
  protected static final TaskState WAITING = new TaskState.Waiting();
  protected static final TaskState RUNNING = new TaskState.Running();
  protected static final TaskState CANCELLED = new TaskState.Cancelled();
  protected static final TaskState SUCCESS = new TaskState.Ended(0);

  /// A folder that tasks and tests see.
  @TempDir protected Path shared;

  protected Engine engine;

  /// A new instance over what the engine keeps, as a process would make that knows nothing else.
  /// The one before it is of no more use.
  protected abstract Engine fresh() throws IOException;

  /// The engine when it cannot be asked.
  protected abstract Engine unreachable() throws IOException;

  /// How many tasks of [#NEEDS] run at a time.
  protected abstract int slots();

  @BeforeEach
  void open() throws IOException {
    engine = fresh();
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
    SubmitAnswer first = engine.submit(script(List.of(0), "echo first >> $SHARED/ran"));
    SubmitAnswer second = engine.submit(script(List.of(0, 1), "echo second >> $SHARED/ran"));
    awaitOver(NAME);
    SubmitAnswer third = engine.submit(script(List.of(0), "echo third >> $SHARED/ran"));

    assertThat(first).isEqualTo(new SubmitAnswer.Accepted());
    assertThat(second).isEqualTo(new SubmitAnswer.Found());
    assertThat(third).isEqualTo(new SubmitAnswer.Found());
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
    assertThat(Files.readAllLines(shared.resolve("ran"))).containsExactly("first");
  }

  @Test
  void findsARunningSubmissionByItsName() throws Exception {
    engine.submit(script(List.of(0), "touch $SHARED/up; " + UNTIL_TOLD));
    await().until(() -> Files.exists(shared.resolve("up")));

    engine = fresh();

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, RUNNING));
    assertThat(engine.submit(script(List.of(0), "true"))).isEqualTo(new SubmitAnswer.Found());
    tell();
    awaitOver(NAME);
    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS));
  }

  @Test
  void findsAnEndedSubmissionByItsName() throws Exception {
    engine.submit(script(List.of(0, 1), "exit $1"));
    awaitOver(NAME);

    engine = fresh();

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, SUCCESS, 1, new TaskState.Ended(1)));
    assertThat(engine.submit(script(List.of(0, 1), "exit $1"))).isEqualTo(new SubmitAnswer.Found());
  }

  @Test
  void showsWhatWaitsAndWhatRuns() throws Exception {
    engine.submit(script(upTo(slots() + 1), UNTIL_TOLD));

    await().until(() -> count(NAME, RUNNING) == slots());

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
    engine.submit(script(List.of(0), "true"));
    SubmissionName other = new SubmissionName("ty-never-seen-j1");

    assertThat(engine.observe().of(other)).isEqualTo(new Sighting.Absent());
    assertThat(unreachable().observe())
        .isInstanceOf(EngineView.Unreachable.class)
        .satisfies(view -> assertThat(view.of(NAME)).isInstanceOf(Sighting.Unknown.class))
        .satisfies(view -> assertThat(view.of(other)).isInstanceOf(Sighting.Unknown.class));
  }

  @Test
  void cancelEndsWhatWaitsAndWhatRuns() throws Exception {
    engine.submit(script(upTo(slots() + 2), "echo $1 >> $SHARED/ran; " + UNTIL_TOLD));
    await().until(() -> ran().size() == slots());

    engine.cancel(NAME);
    engine.cancel(NAME);
    awaitOver(NAME);

    assertThat(tasks(NAME).values()).containsOnly(CANCELLED).hasSize(slots() + 2);
    assertThat(ran()).hasSize(slots());
  }

  @Test
  void cancelLeavesWhatIsOver() throws Exception {
    engine.submit(script(List.of(0, 1), "if [ $1 = 0 ]; then exit 4; fi; " + UNTIL_TOLD));
    await().until(() -> new TaskState.Ended(4).equals(tasks(NAME).get(0)));

    engine.cancel(NAME);
    awaitOver(NAME);

    assertThat(tasks(NAME)).isEqualTo(Map.of(0, new TaskState.Ended(4), 1, CANCELLED));
  }

  @Test
  void cancelIsForGood() throws Exception {
    engine.submit(script(upTo(slots() + 2), UNTIL_TOLD));
    engine.cancel(NAME);
    awaitOver(NAME);

    engine = fresh();
    engine.submit(script(List.of(0), "true"));

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

    engine = fresh();

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
  void runsAThousandTasksOnceEach() throws Exception {
    engine.submit(script(upTo(1000), "echo $1 >> $SHARED/ran"));

    awaitOver(NAME);

    assertThat(tasks(NAME).values()).containsOnly(SUCCESS).hasSize(1000);
    assertThat(ran()).doesNotHaveDuplicates().hasSize(1000);
  }

  /// A script that runs until [#tell].
  protected static final String UNTIL_TOLD = "until [ -e $SHARED/told ]; do sleep 0.02; done";

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
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
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
