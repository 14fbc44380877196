package dev.trainyard.lease;

import dev.trainyard.lease.LeaseBoard.Seen;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the Lease when it is free, and renews it; when it cannot, it holds it for lost in time:
/// before anybody else may take it.
///
/// Times of other machines are not believed: a Lease is free when it has not changed, by our own
/// clock, for as long as it lasts.
public final class Election implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Election.class);

  private final LeaseSettings settings;
  private final LeaseBoard board;
  private final InstantSource wall;
  private final InstantSource steady;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private volatile @Nullable Renewal renewed;
  private volatile String leader = "";
  private volatile Runnable whenLost = () -> {};
  private String version = "";
  private Instant changed = Instant.MAX;
  private String trouble = "";

  /// By both clocks: one that stood still, with its machine, proves nothing.
  private record Renewal(Instant wall, Instant steady) {}

  private Election(
      LeaseSettings settings, LeaseBoard board, InstantSource wall, InstantSource steady) {
    this.settings = settings;
    this.board = board;
    this.wall = wall;
    this.steady = steady;
  }

  /// Competes from now on.
  ///
  /// @param steady a clock that nobody sets
  /// @throws IOException if it cannot be read how the cluster is reached
  public static Election begin(LeaseSettings settings, InstantSource wall, InstantSource steady)
      throws IOException {
    Election election = new Election(settings, LeaseBoard.open(settings), wall, steady);
    long pause = settings.pause().toMillis();
    ScheduledFuture<?> _ =
        election.thread.scheduleWithFixedDelay(election::compete, 0, pause, TimeUnit.MILLISECONDS);
    return election;
  }

  /// Whether this process leads, for now.
  public boolean isHeld() {
    Renewal last = renewed;
    return last != null
        && isFresh(last.wall(), wall.instant())
        && isFresh(last.steady(), steady.instant());
  }

  private boolean isFresh(Instant then, Instant now) {
    return Duration.between(then, now).abs().compareTo(settings.deadline()) < 0;
  }

  /// Who leads, as far as is known; empty if nobody does.
  public String leader() {
    return leader;
  }

  /// What to do when the lead is lost; at once, if it is lost already.
  public void whenLost(Runnable action) {
    whenLost = action;
    if (!isHeld()) {
      action.run();
    }
  }

  private void compete() {
    try {
      look();
      trouble = "";
    } catch (IOException | RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(trouble)) {
        log.atWarn().log("The lease cannot be had or renewed: {}", why);
      }
      trouble = why;
    }
    if (renewed != null && !isHeld()) {
      lose();
    }
  }

  private void look() throws IOException {
    Renewal asked = new Renewal(wall.instant(), steady.instant());
    Optional<Seen> seen = board.read();
    if (seen.filter(it -> !isFree(it, asked.steady())).isPresent()) {
      leader = seen.get().holder();
      if (renewed != null) {
        lose();
      }
    } else if (board.take(seen, asked.wall())) {
      leader = settings.candidate();
      if (renewed == null) {
        log.atInfo().log("Leads, by the lease {}", settings.name());
      }
      renewed = asked;
    }
  }

  /// Whether it is ours, nobody's, or of one that has not been heard of for as long as it lasts.
  private boolean isFree(Seen seen, Instant now) {
    if (!seen.version().equals(version)) {
      version = seen.version();
      changed = now;
    }
    return seen.holder().isEmpty()
        || seen.holder().equals(settings.candidate())
        || Duration.between(changed, now).compareTo(settings.duration()) > 0;
  }

  private void lose() {
    renewed = null;
    log.atWarn().log("Leads no more: the lease {} was lost", settings.name());
    whenLost.run();
  }

  /// Lets go of the Lease: to be called when nothing is done any more that only a leader may do.
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (thread.awaitTermination(settings.duration().toMillis(), TimeUnit.MILLISECONDS)) {
        release();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      board.close();
    }
  }

  private void release() {
    try {
      Optional<Seen> mine = board.read().filter(seen -> seen.holder().equals(settings.candidate()));
      if (mine.isPresent()) {
        board.release(mine.get());
      }
    } catch (IOException | RuntimeException e) {
      log.atWarn().log("The lease could not be let go, it ends by itself: {}", e.getMessage());
    }
  }
}
