package dev.trainyard.controller;

import dev.trainyard.git.PullObjects;
import dev.trainyard.git.RemoteException;
import dev.trainyard.git.Tips;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the remote beside the rounds what it shows of pull requests: however many refs somebody
/// pushes, main is polled as ever. What it said last counts.
final class PullWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PullWatch.class);

  /// How long closing waits for an answer.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PullObjects objects;
  private final Runnable news;
  private final Semaphore asked = new Semaphore(0);
  private final Thread worker;
  private volatile Tips.@Nullable Pulls last;
  private volatile boolean looked;
  private volatile String trouble = "";

  /// @param news told when the remote shows something else than before
  PullWatch(PullObjects objects, Runnable news) {
    this.objects = objects;
    this.news = news;
    this.worker = Thread.ofPlatform().daemon().name("pull-refs").unstarted(this::work);
    worker.start();
  }

  /// Asks for a look.
  void look() {
    asked.release();
  }

  /// What the remote showed last; empty before it was asked.
  Optional<Tips.Pulls> pulls() {
    return Optional.ofNullable(last);
  }

  private void work() {
    try {
      while (true) {
        asked.acquire();
        asked.drainPermits();
        attempt();
      }
    } catch (InterruptedException _) {
      // It is being closed.
    }
  }

  private void attempt() {
    try {
      Tips.Pulls now = objects.list();
      trouble = "";
      boolean isNew = !now.equals(last);
      last = now;
      end(isNew);
    } catch (RemoteException | IOException e) {
      upset(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      log.atError().setCause(e).log("Bug in listing pull requests");
      upset("a bug of Trainyard, see its log: " + e);
    }
  }

  private void upset(String message) {
    if (!message.equals(trouble) && !worker.isInterrupted()) {
      log.atWarn().log("Pull requests cannot be listed: {}", message);
    }
    trouble = message;
    end(!looked);
  }

  private void end(boolean isNew) {
    looked = true;
    if (isNew) {
      news.run();
    }
  }

  /// Why they cannot be listed; empty if they can.
  String trouble() {
    return trouble;
  }

  /// Whether the remote has been asked, be it in vain.
  boolean hasLooked() {
    return looked;
  }

  @Override
  public void close() {
    worker.interrupt();
    try {
      if (!worker.join(PATIENCE)) {
        log.atWarn().log("Listing pull requests did not end in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
