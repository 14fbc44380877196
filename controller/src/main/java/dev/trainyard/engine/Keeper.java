package dev.trainyard.engine;

import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An engine whose tasks run on a [Farm]: it keeps what is known of all submissions, looks at those
/// that are under way from time to time and when there are news, and forgets those that are over
/// for long.
///
/// @param <S> a submission as the farm keeps it
public final class Keeper<S extends KeptSubmission<?>> implements Engine, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final Duration PRUNE = Duration.ofHours(1);
  private static final long PATIENCE_SECONDS = 10;

  private final Farm<S> farm;
  private final Times times;
  private final InstantSource clock;
  private final Changes changes = new Changes();
  private final Map<SubmissionName, S> submissions = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicBoolean news = new AtomicBoolean();
  private final ScheduledExecutorService thread;
  private volatile boolean closed;
  private boolean troubled;

  private Keeper(String name, Opening<S> opening, Times times, InstantSource clock)
      throws IOException {
    this.times = times;
    this.clock = clock;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory());
    this.farm = opening.open(this::tell);
  }

  /// How long is waited for what.
  ///
  /// @param poll between two looks while nothing is told
  /// @param tidying between two looks at what is over
  /// @param retention a submission is kept so long after its last task was over
  public record Times(Duration poll, Duration tidying, Duration retention) {
    public Times {
      tidying = tidying.compareTo(PRUNE) < 0 ? tidying : PRUNE;
    }
  }

  /// Makes the farm.
  @FunctionalInterface
  public interface Opening<S extends KeptSubmission<?>> {
    /// Makes it.
    ///
    /// @param bell to be rung when there are news, by any thread; it keeps nobody
    Farm<S> open(Runnable bell) throws IOException;
  }

  /// Takes up what is written down on a farm.
  ///
  /// @param thread the name of the thread that looks
  public static <S extends KeptSubmission<?>> Keeper<S> open(
      String thread, Opening<S> opening, Times times, InstantSource clock) throws IOException {
    Keeper<S> keeper = new Keeper<>(thread, opening, times, clock);
    keeper.every(times.poll(), times.poll(), keeper::poll);
    keeper.every(times.tidying(), Duration.ZERO, keeper::prune);
    return keeper;
  }

  private void every(Duration pause, Duration first, Runnable step) {
    var _ =
        thread.scheduleWithFixedDelay(
            step, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// There are news: whatever there are until they are looked at is looked at once.
  private void tell() {
    if (!closed && news.compareAndSet(false, true)) {
      try {
        thread.execute(this::poll);
      } catch (RejectedExecutionException _) {
        // It was closed meanwhile.
      }
    }
  }

  @Override
  public SubmitAnswer submit(TaskArray array) throws EngineUnreachableException {
    return locked(
        () -> {
          S known = submissions.get(array.name());
          if (known != null) {
            return SubmitAnswer.toKnown(known.array(), array);
          }
          Optional<SubmitAnswer> unfit = SubmitAnswer.toUnfit(array);
          return unfit.isPresent() ? unfit.get() : farm.take(array, submissions);
        });
  }

  @Override
  public EngineView observe() {
    try {
      return locked(
          () -> {
            look();
            Map<SubmissionName, Sighting.Seen> seen = new HashMap<>();
            submissions.forEach((name, submission) -> seen.put(name, submission.seen()));
            return new EngineView.Listed(seen);
          });
    } catch (EngineUnreachableException e) {
      return new EngineView.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  private void look() throws IOException {
    List<S> open = submissions.values().stream().filter(it -> !it.isOver()).toList();
    if (!open.isEmpty()) {
      look(open);
    }
  }

  private void look(List<S> open) throws IOException {
    long before = left(open);
    try {
      farm.look(open);
    } finally {
      changes.add((int) (before - left(open)));
    }
  }

  private long left(List<S> some) {
    return some.stream().mapToLong(KeptSubmission::open).sum();
  }

  private void poll() {
    news.set(false);
    try {
      var _ =
          locked(
              () -> {
                look();
                return farm;
              });
      troubled = false;
    } catch (EngineUnreachableException e) {
      if (!troubled && !closed) {
        LOG.atWarn().log("{} cannot be asked: {}", farm.name(), e.getMessage());
      }
      troubled = true;
    } catch (RuntimeException | Error e) {
      fails(e);
    }
  }

  /// Whatever it was, the next look is taken: an error that came out would be the last one.
  private void fails(Throwable e) {
    LOG.atError().setCause(e).log("Bug in the engine on {}", farm.name());
  }

  @Override
  public void cancel(SubmissionName name) throws EngineUnreachableException {
    var _ =
        locked(
            () -> {
              S submission = submissions.get(name);
              if (submission != null && !submission.isOver()) {
                int before = submission.open();
                farm.cancel(submission);
                changes.add(before - submission.open());
              }
              return name;
            });
  }

  @Override
  public void steer(SubmissionName name, Standing standing) throws EngineUnreachableException {
    var _ =
        locked(
            () -> {
              S submission = submissions.get(name);
              if (submission != null
                  && !submission.isOver()
                  && !submission.standing().equals(standing)) {
                farm.keep(submission, standing);
                submission.stand(standing);
                apply(submission);
              }
              return name;
            });
  }

  /// It is written down: where nobody can be asked now, a later look sees to it.
  private void apply(S submission) throws IOException {
    try {
      look(List.of(submission));
    } catch (EngineUnreachableException e) {
      submission.reserve("it could not be told yet: " + e.getMessage());
      LOG.atWarn()
          .log("{} stands otherwise as soon as it can: {}", submission.name(), e.getMessage());
    }
  }

  @Override
  public String logs(SubmissionName name, int index) throws EngineUnreachableException {
    Optional<KeptSubmission.Place> place =
        locked(() -> Optional.ofNullable(submissions.get(name)).flatMap(it -> it.place(index)));
    return place.isPresent() ? farm.log(place.get().part(), place.get().place()) : "";
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return changes.await(seen, atMost);
  }

  /// Something that is done while nobody else asks or tells.
  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T locked(Work<T> work) throws EngineUnreachableException {
    lock.lock();
    try {
      if (closed) {
        throw new EngineUnreachableException("the engine on " + farm.name() + " is closed");
      }
      farm.ask(submissions);
      return work.run();
    } catch (EngineUnreachableException e) {
      throw e;
    } catch (IOException e) {
      throw new EngineUnreachableException("its record: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  /// Tidies up after what is over, and forgets what is for long. One that it cannot do that for
  /// does not keep it from the others.
  private void prune() {
    Instant limit = clock.instant().minus(times.retention());
    try {
      var _ =
          locked(
              () -> {
                List.copyOf(submissions.values()).forEach(it -> prune(it, limit));
                return limit;
              });
    } catch (EngineUnreachableException e) {
      LOG.atDebug().setCause(e).log("{} cannot be asked", farm.name());
    } catch (RuntimeException | Error e) {
      fails(e);
    }
  }

  private void prune(S submission, Instant limit) {
    Optional<Instant> over = submission.overAt();
    try {
      if (over.isPresent() && over.get().isBefore(limit)) {
        farm.forget(submission);
        submissions.remove(submission.name());
      } else if (over.isPresent()) {
        farm.tidy(submission, clock.instant());
      }
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("submission", submission.name())
          .setCause(e)
          .log("What is over cannot be tidied up yet");
    }
  }

  /// Stops looking. Tasks go on, and the next engine finds them.
  @Override
  public void close() throws IOException {
    closed = true;
    thread.shutdownNow();
    try {
      boolean _ = thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      farm.close();
    }
  }
}
