package dev.trainyard.engine;

import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An engine in memory that runs nothing: a test says what becomes of each task.
public class FakeEngine implements Engine {
  private final Map<SubmissionName, TaskArray> arrays = new LinkedHashMap<>();
  private final Map<SubmissionName, Map<Integer, TaskState>> states = new HashMap<>();
  private final Map<SubmissionName, Standing> standings = new HashMap<>();
  private final Map<String, String> logs = new HashMap<>();
  private Optional<String> outage = Optional.empty();
  private long changes;

  /// What was submitted, in order.
  public synchronized List<TaskArray> submissions() {
    return List.copyOf(arrays.values());
  }

  /// Puts one task into a state.
  public synchronized void set(SubmissionName name, int index, TaskState state) {
    states(name).put(index, state);
    changed();
  }

  /// Puts all tasks of a submission that are not over into a state.
  public synchronized void setAll(SubmissionName name, TaskState state) {
    states(name).replaceAll((_, before) -> before.isOver() ? before : state);
    changed();
  }

  /// What [#logs] returns.
  public synchronized void say(SubmissionName name, int index, String text) {
    logs.put(name + "/" + index, text);
  }

  /// Loses a submission, as an engine does that forgets what it accepted.
  public synchronized void forget(SubmissionName name) {
    arrays.remove(name);
    states.remove(name);
    changed();
  }

  /// It cannot be asked from now on.
  public synchronized void goAway(String why) {
    outage = Optional.of(why);
  }

  /// It can be asked again.
  public synchronized void comeBack() {
    outage = Optional.empty();
    changed();
  }

  @Override
  public synchronized SubmitAnswer submit(TaskArray array) throws EngineUnreachableException {
    ask();
    if (arrays.putIfAbsent(array.name(), array) != null) {
      return new SubmitAnswer.Found();
    }
    Map<Integer, TaskState> tasks = new TreeMap<>();
    array.indexes().forEach(index -> tasks.put(index, new TaskState.Waiting()));
    states.put(array.name(), tasks);
    standings.put(array.name(), Standing.going(array.priority()));
    return new SubmitAnswer.Accepted();
  }

  @Override
  public synchronized EngineView observe() {
    if (outage.isPresent()) {
      return new EngineView.Unreachable(outage.get());
    }
    Map<SubmissionName, Sighting.Seen> seen = new HashMap<>();
    states.forEach(
        (name, tasks) ->
            seen.put(
                name,
                new Sighting.Seen(tasks, standings.getOrDefault(name, Standing.going(0)), "")));
    return new EngineView.Listed(seen);
  }

  @Override
  public synchronized void cancel(SubmissionName name) throws EngineUnreachableException {
    ask();
    if (states.containsKey(name)) {
      setAll(name, new TaskState.Cancelled());
    }
  }

  @Override
  public synchronized void steer(SubmissionName name, Standing standing)
      throws EngineUnreachableException {
    ask();
    standings.computeIfPresent(name, (_, _) -> standing);
  }

  @Override
  public synchronized String logs(SubmissionName name, int index)
      throws EngineUnreachableException {
    ask();
    return logs.getOrDefault(name + "/" + index, "");
  }

  @Override
  public synchronized long awaitChange(long seen, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long left = atMost.toMillis();
    while (changes == seen && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    return changes;
  }

  private Map<Integer, TaskState> states(SubmissionName name) {
    Map<Integer, TaskState> tasks = states.get(name);
    if (tasks == null) {
      throw new AssertionError("never submitted: " + name);
    }
    return tasks;
  }

  private void ask() throws EngineUnreachableException {
    if (outage.isPresent()) {
      throw new EngineUnreachableException(outage.get());
    }
  }

  private void changed() {
    changes++;
    notifyAll();
  }
}
