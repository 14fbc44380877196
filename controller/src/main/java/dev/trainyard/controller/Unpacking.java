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
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final Map<String, Writing> underway = new ConcurrentHashMap<>();

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
    Asked asked = ask(tree, haste);
    Writing writing = asked.writing();
    try {
      writing.end().get(asked.patience().toMillis(), TimeUnit.MILLISECONDS);
      underway.remove(tree);
      return true;
    } catch (TimeoutException _) {
      if (asked.isNew()) {
        var _ = writing.end().whenComplete((_, _) -> news.run());
      }
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

  /// A tree while it is written.
  ///
  /// @param begun whether somebody writes it; in a queue nobody does
  private record Writing(Haste haste, AtomicBoolean begun, CompletableFuture<Void> end) {
    Writing(Haste haste) {
      this(haste, new AtomicBoolean(), new CompletableFuture<>());
    }

    /// What failed for somebody else, a while ago, is tried again for whoever is in haste.
    boolean failedFor(Haste asking) {
      return end.isCompletedExceptionally() && haste == Haste.UNHURRIED && asking == Haste.AWAITED;
    }
  }

  /// @param isNew whether whoever asks is the first
  private record Asked(Writing writing, boolean isNew, Haste haste) {
    /// Only the first waits: many that need the same would hold up a round one after the other.
    Duration patience() {
      return isNew ? haste.wait : Duration.ZERO;
    }
  }

  private synchronized Asked ask(String tree, Haste haste) {
    Writing known = underway.get(tree);
    if (known != null && !known.failedFor(haste)) {
      if (haste == Haste.AWAITED && !known.begun().get()) {
        begin(tree, known, haste); // whoever waits in a queue is overtaken
      }
      return new Asked(known, false, haste);
    }
    Writing writing = new Writing(haste);
    underway.put(tree, writing);
    begin(tree, writing, haste);
    return new Asked(writing, true, haste);
  }

  /// Writes it, now or when it is its turn, unless somebody else has begun by then.
  private void begin(String tree, Writing writing, Haste haste) {
    boolean inTurn = haste == Haste.UNHURRIED;
    threads.execute(
        () -> {
          try {
            if (inTurn) {
              turn.acquire();
            }
            try {
              if (writing.begun().compareAndSet(false, true)) {
                export(tree);
                writing.end().complete(null);
              }
            } finally {
              if (inTurn) {
                turn.release();
              }
            }
          } catch (Throwable e) {
            writing.end().completeExceptionally(e); // whoever asks next is told
          }
        });
  }

  private void export(String tree) throws IOException, UnsafeTreeException {
    write(tree, store.layout().packageFolder(tree));
    store.keepPackage(tree);
  }

  private void write(String tree, Path folder) throws IOException, UnsafeTreeException {
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
