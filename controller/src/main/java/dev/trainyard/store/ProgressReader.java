package dev.trainyard.store;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.WorkOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads how far orders are, again and again. Results never change once they are committed, so each
/// is read once: a further reading costs one listing per folder and whatever is new.
///
/// One thread at a time.
public final class ProgressReader {
  private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

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
    for (Path folder : entries(store.layout().jobs(orderId))) {
      String name = folder.getFileName().toString();
      if (INDEX.matcher(name).matches() && !memo.jobs.containsKey(Integer.valueOf(name))) {
        Optional<JobResult> result = result(Store.resultFile(folder), damaged);
        result.ifPresent(job -> memo.jobs.put(Integer.valueOf(name), job));
      }
    }
  }

  private void readAttempts(String orderId, Memo memo, List<String> damaged) throws IOException {
    for (Path index : entries(store.layout().attempts(orderId))) {
      for (Path folder : entries(index)) {
        String key = index.getFileName() + "/" + folder.getFileName();
        if (!memo.attempts.containsKey(key)) {
          Optional<JobResult> result = result(Store.resultFile(folder), damaged);
          result.ifPresent(attempt -> memo.attempts.put(key, attempt));
        }
      }
    }
  }

  private Optional<JobResult> result(Path file, List<String> damaged) {
    try {
      return Optional.of(store.read(file, JobResult.class));
    } catch (NoSuchFileException e) {
      damaged.add("missing record " + file);
    } catch (DamagedRecordException e) {
      damaged.add(e.getMessage());
    } catch (IOException e) {
      damaged.add(unreadable(file, e));
    }
    return Optional.empty();
  }

  /// Only successes are final: a failed merge may be replaced by a later execution.
  private Map<Integer, MergeResult> readMerges(String orderId, Memo memo, List<String> damaged)
      throws IOException {
    Map<Integer, MergeResult> found = new HashMap<>(memo.merges);
    Set<Integer> known = new HashSet<>(memo.merges.keySet());
    for (Path file : entries(store.layout().merges(orderId))) {
      String name = file.getFileName().toString().replaceFirst("\\.json$", "");
      if (INDEX.matcher(name).matches() && !known.contains(Integer.valueOf(name))) {
        try {
          MergeResult result = store.read(file, MergeResult.class);
          found.put(result.index(), result);
          if (result.cause() == ExitCause.SUCCEEDED) {
            memo.merges.put(result.index(), result);
          }
        } catch (DamagedRecordException e) {
          damaged.add(e.getMessage());
        } catch (IOException e) {
          damaged.add(unreadable(file, e));
        }
      }
    }
    return found;
  }

  /// One record that cannot be read says nothing of the store as a whole: whether that is there is
  /// asked for by itself.
  private static String unreadable(Path file, IOException e) {
    return "unreadable record " + file + ": " + e.getClass().getSimpleName();
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
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
