package dev.trainyard.controller;

import dev.trainyard.git.Commits;
import dev.trainyard.git.GoneTreeException;
import dev.trainyard.git.UnsafeTreeException;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the software of packages to the store, beside the rounds: gigabytes of one hold up what
/// needs them and nothing else.
///
/// Killed anywhere, it leaves the whole folder or none.
public final class Unpacking implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Unpacking.class);

  /// How long closing waits for what is being written.
  private static final Duration AT_THE_END = Duration.ofSeconds(10);

  private final List<Commits> trees;
  private final Store store;
  private final Runnable news;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore turn = new Semaphore(1);
  private final Map<String, CompletableFuture<Void>> underway = new ConcurrentHashMap<>();

  /// @param trees where the software of packages is looked for, in this order
  /// @param news told when something is there, or will not be
  public Unpacking(List<Commits> trees, Store store, Runnable news) {
    this.trees = List.copyOf(trees);
    this.store = store;
    this.news = news;
  }

  /// How it is waited for.
  public enum Haste {
    /// A moment, so that small software is there at once.
    AWAITED(Duration.ofSeconds(1)),
    /// Not at all, and one after the other.
    UNHURRIED(Duration.ZERO);

    private final Duration wait;

    Haste(Duration wait) {
      this.wait = wait;
    }
  }

  /// Whether this tree is in the store; if it is not, it is being written, and asking again tells.
  ///
  /// @throws IOException if it could not be written; asking again tries again
  boolean has(String tree, Haste haste) throws IOException, UnsafeTreeException {
    if (store.hasPackage(tree)) {
      underway.remove(tree);
      return true;
    }
    CompletableFuture<Void> writing = underway.computeIfAbsent(tree, _ -> begin(tree, haste));
    try {
      writing.get(haste.wait.toMillis(), TimeUnit.MILLISECONDS);
      underway.remove(tree);
      return true;
    } catch (TimeoutException _) {
      var _ = writing.whenComplete((_, _) -> news.run());
      return false;
    } catch (ExecutionException e) {
      underway.remove(tree);
      throw failure(Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while software was being unpacked");
    }
  }

  private static IOException failure(Throwable cause) throws UnsafeTreeException {
    return switch (cause) {
      case UnsafeTreeException e -> throw e;
      case IOException e -> e;
      default -> throw new IllegalStateException("software could not be unpacked", cause);
    };
  }

  private CompletableFuture<Void> begin(String tree, Haste haste) {
    CompletableFuture<Void> writing = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            switch (haste) {
              case AWAITED -> export(tree);
              case UNHURRIED -> exportInTurn(tree);
            }
            writing.complete(null);
          } catch (Throwable e) {
            writing.completeExceptionally(e); // whoever asks next is told
          }
        });
    return writing;
  }

  private void exportInTurn(String tree)
      throws IOException, UnsafeTreeException, InterruptedException {
    turn.acquire();
    try {
      export(tree);
    } finally {
      turn.release();
    }
  }

  private void export(String tree) throws IOException, UnsafeTreeException {
    Path folder = store.layout().packageFolder(tree);
    for (Commits source : trees.subList(0, trees.size() - 1)) {
      try {
        source.export(tree, folder, store.layout().temporary());
        return;
      } catch (GoneTreeException _) {
        // The next one may have it.
      }
    }
    trees.getLast().export(tree, folder, store.layout().temporary());
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(AT_THE_END.toSeconds(), TimeUnit.SECONDS)) {
        log.atWarn().log("Unpacking software did not end in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
