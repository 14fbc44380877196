package dev.trainyard.job;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult.WagonResult;
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
import java.util.function.Function;

/// Runs wagons in the order of their dependencies, side by side as far as cores allow. A wagon
/// whose dependency failed does not run; the others do, so that one job tells of all that is wrong.
final class Schedule {
  private final List<WagonRun> pending;
  private final Map<InstanceName, WagonResult> done = new LinkedHashMap<>();
  private final int cores;
  private int busy;
  private int running;

  /// @param wagons dependencies before dependants
  Schedule(List<WagonRun> wagons, int cores) {
    this.pending = new ArrayList<>(wagons);
    this.cores = cores;
  }

  /// Runs them all and returns their results in the order of the wagons.
  static List<WagonResult> run(
      List<WagonRun> wagons, int cores, Function<WagonRun, WagonResult> work) {
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

  private void run(CompletionService<Finished> threads, Function<WagonRun, WagonResult> work) {
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

  private void startWhatCan(
      CompletionService<Finished> threads, Function<WagonRun, WagonResult> work) {
    for (Iterator<WagonRun> next = pending.iterator(); next.hasNext(); ) {
      WagonRun wagon = next.next();
      Optional<InstanceName> failed = failedDependency(wagon);
      if (failed.isPresent()) {
        next.remove();
        String message = "it depends on " + failed.get() + ", which failed";
        done.put(wagon.name(), WagonShift.failed(wagon, ExitCause.DEPENDENCY_FAILED, message));
      } else if (isReady(wagon)) {
        next.remove();
        busy += coresOf(wagon);
        running++;
        threads.submit(() -> new Finished(wagon, work.apply(wagon)));
      }
    }
  }

  private Optional<InstanceName> failedDependency(WagonRun wagon) {
    return wagon.dependsOn().stream()
        .filter(name -> done.containsKey(name) && !isSuccess(name))
        .findFirst();
  }

  private boolean isSuccess(InstanceName name) {
    return resultOf(name).cause() == ExitCause.SUCCEEDED;
  }

  private boolean isReady(WagonRun wagon) {
    return done.keySet().containsAll(wagon.dependsOn())
        && (busy == 0 || busy + coresOf(wagon) <= cores);
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
