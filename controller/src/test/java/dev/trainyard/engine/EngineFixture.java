package dev.trainyard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.model.ByteSize;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An engine under test, and tasks for it: `sh` scripts that see the folder [#shared].
public abstract class EngineFixture {
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
    return seen(name).tasks();
  }

  protected Sighting.Seen seen(SubmissionName name) {
    return switch (engine.observe().of(name)) {
      case Sighting.Seen seen -> seen;
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
  protected void awaitChanges(Callable<Boolean> condition) throws InterruptedException {
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
