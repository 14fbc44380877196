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
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
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

  /// One looks at the Lease, the other at the clock: the lead ends in time whatever a look does.
  private static final int THREADS = 2;

  private static final Duration WATCH = Duration.ofMillis(250);

  /// Nobody looks at the Lease any more if no look has ended for so many durations of it.
  private static final int SILENCE = 4;

  private final LeaseSettings settings;
  private final LeaseBoard board;
  private final InstantSource wall;
  private final InstantSource steady;
  private final Requests requests;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(THREADS, Thread.ofPlatform().daemon().factory());
  private final AtomicReference<@Nullable Renewal> renewed = new AtomicReference<>();
  private volatile String leader = "";
  private volatile Runnable whenLost = () -> {};
  private volatile Instant looked;
  private volatile Instant passedUntil = Instant.MIN;
  private final ReentrantLock looking = new ReentrantLock();
  private String version = "";
  private Instant changed = Instant.MAX;
  private String trouble = "";

  /// By both clocks: one that stood still, with its machine, proves nothing.
  private record Renewal(Instant wall, Instant steady) {}

  /// Competes when it is told to look.
  ///
  /// @param steady a clock that nobody sets
  Election(LeaseSettings settings, LeaseBoard board, InstantSource wall, InstantSource steady) {
    this.settings = settings;
    this.board = board;
    this.wall = wall;
    this.steady = steady;
    this.requests = new Requests(settings.patience());
    this.looked = steady.instant();
  }

  /// Competes from now on.
  ///
  /// @param steady a clock that nobody sets
  /// @throws IOException if it cannot be read how the cluster is reached
  public static Election begin(LeaseSettings settings, InstantSource wall, InstantSource steady)
      throws IOException {
    return begin(settings, ClusterBoard.open(settings), wall, steady);
  }

  static Election begin(
      LeaseSettings settings, LeaseBoard board, InstantSource wall, InstantSource steady) {
    Election election = new Election(settings, board, wall, steady);
    election.again(election::compete, settings.pause());
    election.again(election::expire, WATCH);
    return election;
  }

  private void again(Runnable action, Duration pause) {
    ScheduledFuture<?> _ =
        threads.scheduleWithFixedDelay(action, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Whether this process leads, for now.
  public boolean isHeld() {
    Renewal last = renewed.get();
    return last != null && isFresh(last);
  }

  private boolean isFresh(Renewal last) {
    return isFresh(last.wall(), wall.instant()) && isFresh(last.steady(), steady.instant());
  }

  private boolean isFresh(Instant then, Instant now) {
    return Duration.between(then, now).abs().compareTo(settings.deadline()) < 0;
  }

  /// Who leads, as far as is known; empty if nobody does.
  public String leader() {
    return leader;
  }

  /// Why this process will never lead again, if so: nobody looks at the Lease. That the cluster
  /// does not answer is no reason.
  public Optional<String> illness() {
    Instant last = looked;
    Duration silent = Duration.between(last, steady.instant());
    return silent.compareTo(settings.duration().multipliedBy(SILENCE)) > 0
        ? Optional.of("stuck: the lease was not looked at for %d s".formatted(silent.toSeconds()))
        : Optional.empty();
  }

  /// What to do when the lead is lost; at once, if it is lost already.
  public void whenLost(Runnable action) {
    whenLost = action;
    if (!isHeld()) {
      action.run();
    }
  }

  /// Looks at the Lease, and takes or renews it if that can be. Whatever happens, the next look
  /// follows.
  void compete() {
    looking.lock();
    try {
      look();
      trouble = "";
    } catch (IOException | RuntimeException | Error e) {
      String why = e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
      if (!why.equals(trouble)) {
        log.atWarn().log("The lease cannot be had or renewed: {}", why);
      }
      trouble = why;
    } finally {
      looking.unlock();
    }
    looked = steady.instant();
    expire();
  }

  private void look() throws IOException {
    Renewal asked = new Renewal(wall.instant(), steady.instant());
    Optional<Seen> seen = requests.ask(board::read);
    if (seen.filter(it -> !isFree(it, steady.instant())).isPresent()) {
      leader = seen.get().holder();
      lose(renewed.get());
    } else if (steady.instant().isBefore(passedUntil)) {
      leader = "";
    } else if (requests.ask(() -> board.take(seen, asked.wall()))) {
      leader = settings.candidate();
      if (renewed.getAndSet(asked) == null) {
        log.atInfo().log("Leads, by the lease {}", settings.name());
      }
    }
  }

  /// Whether it is ours, nobody's, or of one that has not been heard of for as long as it lasts.
  ///
  /// @param now after it was read: it may have been renewed until then
  private boolean isFree(Seen seen, Instant now) {
    if (!seen.version().equals(version)) {
      version = seen.version();
      changed = now;
    }
    return seen.holder().isEmpty()
        || seen.holder().equals(settings.candidate())
        || Duration.between(changed, now).compareTo(settings.duration()) > 0;
  }

  /// Ends the lead if it was not renewed in time.
  private void expire() {
    Renewal last = renewed.get();
    if (last != null && !isFresh(last)) {
      lose(last);
    }
  }

  private void lose(@Nullable Renewal last) {
    if (last != null && renewed.compareAndSet(last, null)) {
      log.atWarn().log("Leads no more: the lease {} was lost", settings.name());
      whenLost.run();
    }
  }

  /// Lets others lead: lets go of the Lease, and does not compete for so long. To be called when
  /// nothing is done any more that only a leader may do.
  public void pass(Duration pause) {
    passedUntil = steady.instant().plus(pause);
    looking.lock();
    try {
      renewed.set(null);
      release();
    } finally {
      looking.unlock();
    }
  }

  /// Lets go of the Lease: to be called when nothing is done any more that only a leader may do.
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (threads.awaitTermination(settings.duration().toMillis(), TimeUnit.MILLISECONDS)) {
        release();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      requests.close();
      board.close();
    }
  }

  private void release() {
    try {
      Optional<Seen> mine =
          requests.ask(board::read).filter(seen -> seen.holder().equals(settings.candidate()));
      if (mine.isPresent()) {
        boolean _ =
            requests.ask(
                () -> {
                  board.release(mine.get());
                  return true;
                });
      }
    } catch (IOException | RuntimeException e) {
      log.atWarn().log("The lease could not be let go, it ends by itself: {}", e.getMessage());
    }
  }
}
