package dev.trainyard.job;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.OutputFile;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Brings the parts of a merge here if the store is elsewhere: those that come next while one is
/// read, and no more of them than needed.
final class PartFetching implements AutoCloseable {
  private static final int AHEAD = 4;

  private final Store store;
  private final InstanceName instance;
  private final Path folder;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(AHEAD, Thread.ofVirtual().factory());
  private final List<Wanted> all = new ArrayList<>();
  private final Map<Integer, Future<Path>> begun = new HashMap<>();

  /// @param folder for what is fetched
  PartFetching(Store store, InstanceName instance, Path folder) {
    this.store = store;
    this.instance = instance;
    this.folder = folder;
  }

  private record Wanted(JobResult job, String file, Path place) {}

  /// The next part.
  MergePart add(JobResult job, OutputFile committed) {
    int number = all.size();
    Path place = folder.resolve("part-" + number);
    all.add(new Wanted(job, committed.file(), place));
    return new MergePart(
        job.index(),
        new MergePart.Source() {
          @Override
          public Path get() throws IOException {
            return fetch(number);
          }

          @Override
          public void release() throws IOException {
            Files.deleteIfExists(place);
          }
        },
        committed);
  }

  private Path fetch(int number) throws IOException {
    for (int i = number; i < Math.min(number + AHEAD, all.size()); i++) {
      Wanted wanted = all.get(i);
      begun.computeIfAbsent(
          i,
          _ ->
              threads.submit(
                  () -> store.fetch(wanted.job(), instance, wanted.file(), wanted.place())));
    }
    try {
      return Objects.requireNonNull(begun.remove(number)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while parts were fetched");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException why) {
        throw why;
      }
      throw new IllegalStateException("fetching a part", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
