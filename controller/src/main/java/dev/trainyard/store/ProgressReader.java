package dev.trainyard.store;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.WorkOrder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Reads how far orders are, again and again. Results never change once they are committed, so each
/// is read once: a further reading costs one listing per folder and whatever is new.
///
/// One thread at a time.
public final class ProgressReader {
  private final Store store;
  private final Map<String, Memo> memos = new HashMap<>();

  public ProgressReader(Store store) {
    this.store = store;
  }

  /// What one reading found.
  ///
  /// @param progress empty if no such order was pinned, or its order cannot be read
  /// @param damaged one message per record that cannot be read; everything else was
  public record Reading(Optional<OrderProgress> progress, List<String> damaged) {
    public Reading {
      damaged = List.copyOf(damaged);
    }
  }

  /// Reads one order.
  ///
  /// @throws IOException if the store could not be asked: what it holds is unknown then
  public Reading read(String orderId) throws IOException {
    Memo memo = memos.computeIfAbsent(orderId, id -> new Memo());
    List<String> damaged = new ArrayList<>();
    memo.order = memo.order != null ? memo.order : pinned(orderId, damaged);
    if (memo.order == null) {
      return new Reading(Optional.empty(), damaged);
    }
    memo.mergeOrder = memo.mergeOrder != null ? memo.mergeOrder : merge(orderId, damaged);
    readJobs(orderId, memo, damaged);
    readAttempts(orderId, memo, damaged);
    Map<Integer, MergeResult> merges = readMerges(orderId, memo, damaged);
    List<JobResult> failed =
        memo.attempts.values().stream()
            .sorted(Comparator.comparing(JobResult::finished).thenComparing(JobResult::execution))
            .toList();
    return new Reading(
        Optional.of(new OrderProgress(memo.order, memo.jobs, failed, memo.mergeOrder, merges)),
        damaged);
  }

  /// Forgets all orders but these, so that the memory does not grow with history.
  public void retain(Set<String> orderIds) {
    memos.keySet().retainAll(orderIds);
  }

  private @Nullable WorkOrder pinned(String orderId, List<String> damaged) throws IOException {
    try {
      return store.order(orderId).orElse(null);
    } catch (DamagedRecordException e) {
      damaged.add(e.getMessage());
      return null;
    }
  }

  private @Nullable MergeOrder merge(String orderId, List<String> damaged) throws IOException {
    try {
      return store.mergeOrder(orderId).orElse(null);
    } catch (DamagedRecordException e) {
      damaged.add(e.getMessage());
      return null;
    }
  }

  private void readJobs(String orderId, Memo memo, List<String> damaged) throws IOException {
    int all = memo.order == null ? 0 : memo.order.jobs().size();
    if (all == 0 || memo.jobs.size() < all) {
      Map<Integer, Path> found = store.shelf().jobs(orderId, memo.jobs.keySet());
      memo.jobs.putAll(results(found, JobResult.class, damaged));
    }
  }

  private void readAttempts(String orderId, Memo memo, List<String> damaged) throws IOException {
    Map<String, Path> found = store.shelf().attempts(orderId, memo.attempts.keySet());
    memo.attempts.putAll(results(found, JobResult.class, damaged));
  }

  /// Only successes are final: a failed merge may be replaced by a later execution.
  private Map<Integer, MergeResult> readMerges(String orderId, Memo memo, List<String> damaged)
      throws IOException {
    Map<Integer, MergeResult> all = new HashMap<>(memo.merges);
    int tasks = memo.mergeOrder == null ? 0 : memo.mergeOrder.tasks().size();
    if (tasks == 0 || memo.merges.size() < tasks) {
      Map<Integer, Path> found = store.shelf().merges(orderId, memo.merges.keySet());
      for (MergeResult result : results(found, MergeResult.class, damaged).values()) {
        all.put(result.index(), result);
        if (result.cause() == ExitCause.SUCCEEDED) {
          memo.merges.put(result.index(), result);
        }
      }
    }
    return all;
  }

  /// Reads records, several at a time where that is faster.
  private <K, T> Map<K, T> results(Map<K, Path> files, Class<T> type, List<String> damaged)
      throws IOException {
    Map<K, T> read = new HashMap<>();
    Map<K, Callable<T>> readings = new HashMap<>();
    files.forEach((key, file) -> readings.put(key, () -> store.read(file, type)));
    if (files.size() < 2 || store.shelf().readers() == 1) {
      for (var reading : readings.entrySet()) {
        take(reading.getKey(), files, reading.getValue(), read, damaged);
      }
      return read;
    }
    try (ExecutorService threads =
        Executors.newFixedThreadPool(store.shelf().readers(), Thread.ofVirtual().factory())) {
      Map<K, Future<T>> begun = new HashMap<>();
      readings.forEach((key, reading) -> begun.put(key, threads.submit(reading)));
      try {
        for (var result : begun.entrySet()) {
          take(result.getKey(), files, () -> got(result.getValue()), read, damaged);
        }
      } finally {
        begun.values().forEach(result -> result.cancel(true)); // those that nobody waits for now
      }
    }
    return read;
  }

  private static <T> T got(Future<T> result) throws IOException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while records were read");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException why) {
        throw why;
      }
      throw new IllegalStateException("reading records", e.getCause());
    }
  }

  /// One record that a folder does not give says nothing of the store as a whole: whether that is
  /// there is asked for by itself. Elsewhere it is the place that did not answer.
  private <K, T> void take(
      K key, Map<K, Path> files, Callable<T> reading, Map<K, T> read, List<String> damaged)
      throws IOException {
    Path file = files.get(key);
    try {
      read.put(key, reading.call());
    } catch (NoSuchFileException e) {
      damaged.add("missing record " + file);
    } catch (DamagedRecordException e) {
      damaged.add(e.getMessage());
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      if (store.shelf().isElsewhere()) {
        throw e;
      }
      damaged.add("unreadable record " + file + ": " + e.getClass().getSimpleName());
    } catch (Exception e) {
      throw new IllegalStateException("reading " + file, e);
    }
  }

  /// What is known of one order.
  private static final class Memo {
    private @Nullable WorkOrder order;
    private @Nullable MergeOrder mergeOrder;
    private final Map<Integer, JobResult> jobs = new HashMap<>();
    private final Map<String, JobResult> attempts = new HashMap<>();
    private final Map<Integer, MergeResult> merges = new HashMap<>();
  }
}
