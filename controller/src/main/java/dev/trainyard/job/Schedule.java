package dev.trainyard.job;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.StreamPasses;
import dev.trainyard.model.work.WagonRun;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs wagons in the order of their dependencies, side by side as far as cores allow. A wagon
/// whose dependency failed does not run; the others do, so that one job tells of all that is wrong.
/// Wagons that read one stream run at the same time, however many cores there are.
final class Schedule {
  private final List<List<WagonRun>> pending;
  private final Map<InstanceName, WagonResult> done = new LinkedHashMap<>();
  private final int cores;
  private int busy;
  private int running;

  /// @param wagons dependencies before dependants
  Schedule(List<WagonRun> wagons, int cores) {
    this.pending = new ArrayList<>(groups(wagons));
    this.cores = cores;
  }

  /// What is done with wagons.
  @FunctionalInterface
  interface Work {
    /// Runs one; a failure is a result, never an exception.
    WagonResult run(WagonRun wagon);

    /// These read one stream and are run next, all at the same time.
    default void open(List<WagonRun> readers) {}
  }

  /// What starts together: the readers of a stream, everything else alone.
  private static List<List<WagonRun>> groups(List<WagonRun> wagons) {
    List<List<WagonRun>> groups = new ArrayList<>(StreamPasses.of(wagons));
    wagons.stream().filter(wagon -> !wagon.input().isStream()).map(List::of).forEach(groups::add);
    return groups;
  }

  /// Runs them all and returns their results in the order of the wagons.
  static List<WagonResult> run(List<WagonRun> wagons, int cores, Work work) {
    Schedule schedule = new Schedule(wagons, cores);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      schedule.run(new ExecutorCompletionService<>(threads), work);
    }
    return wagons.stream().map(wagon -> schedule.resultOf(wagon.name())).toList();
  }

  private WagonResult resultOf(InstanceName name) {
    WagonResult result = done.get(name);
    if (result == null) {
      throw new IllegalStateException("a wagon was never run: " + name);
    }
    return result;
  }

  private record Finished(WagonRun wagon, WagonResult result) {}

  private void run(CompletionService<Finished> threads, Work work) {
    while (!pending.isEmpty() || running > 0) {
      startWhatCan(threads, work);
      if (running > 0) {
        Finished finished = next(threads);
        done.put(finished.wagon().name(), finished.result());
        busy -= coresOf(finished.wagon());
        running--;
      }
    }
  }

  private void startWhatCan(CompletionService<Finished> threads, Work work) {
    for (boolean again = true; again; ) {
      again = dropWhatCannot();
      for (Iterator<List<WagonRun>> next = pending.iterator(); next.hasNext(); ) {
        List<WagonRun> group = next.next();
        if (isReady(group)) {
          next.remove();
          start(group, threads, work);
        }
      }
    }
  }

  private void start(List<WagonRun> group, CompletionService<Finished> threads, Work work) {
    if (group.getFirst().input().isStream()) {
      work.open(group);
    }
    for (WagonRun wagon : group) {
      busy += coresOf(wagon);
      running++;
      threads.submit(() -> new Finished(wagon, run(wagon, work)));
    }
  }

  /// What nobody expected ends this wagon and not the job, or nobody would hear of it.
  private static WagonResult run(WagonRun wagon, Work work) {
    try {
      return work.run(wagon);
    } catch (RuntimeException | Error e) {
      String message = "Trainyard could not go on with it: " + LogExcerpt.clean(e + "");
      return WagonShift.failed(wagon, ExitCause.STORE_FAILED, message);
    }
  }

  /// Takes out wagons whose dependencies failed; true if there were any, for others may wait for
  /// them.
  private boolean dropWhatCannot() {
    int before = done.size();
    pending.replaceAll(group -> group.stream().filter(wagon -> !isDropped(wagon)).toList());
    pending.removeIf(List::isEmpty);
    return done.size() > before;
  }

  private boolean isDropped(WagonRun wagon) {
    Optional<InstanceName> failed = failedDependency(wagon);
    if (failed.isPresent()) {
      String message = "it depends on " + failed.get() + ", which failed";
      done.put(wagon.name(), WagonShift.failed(wagon, ExitCause.DEPENDENCY_FAILED, message));
    }
    return failed.isPresent();
  }

  private Optional<InstanceName> failedDependency(WagonRun wagon) {
    return wagon.dependsOn().stream()
        .filter(name -> done.containsKey(name) && !isSuccess(name))
        .findFirst();
  }

  private boolean isSuccess(InstanceName name) {
    return resultOf(name).cause() == ExitCause.SUCCEEDED;
  }

  private boolean isReady(List<WagonRun> group) {
    return group.stream().allMatch(wagon -> done.keySet().containsAll(wagon.dependsOn()))
        && (busy == 0 || busy + group.stream().mapToInt(this::coresOf).sum() <= cores);
  }

  private int coresOf(WagonRun wagon) {
    return Math.min(cores, Math.max(1, wagon.resources().cpu()));
  }

  private static Finished next(CompletionService<Finished> threads) {
    try {
      Future<Finished> next = threads.take();
      return next.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException("a job is cancelled by its cancellation only", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a wagon's failure must be a result", e.getCause());
    }
  }
}
