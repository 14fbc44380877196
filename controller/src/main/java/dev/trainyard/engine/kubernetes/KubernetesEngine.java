package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.Changes;
import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.model.SteadyClock;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Sighting;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks as Indexed Jobs. A submission is written down in the cluster, then its Jobs are made
/// without beginning, then it is marked as accepted, and then they begin: so half a submission
/// never runs and is completed by asking again, and an accepted one is never made again, whatever
/// of it is lost.
///
/// What the cluster takes a node from begins again elsewhere. A task that ended by itself, with
/// whatever code, is over.
public final class KubernetesEngine implements Engine, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesEngine.class);
  private static final Duration PRUNE = Duration.ofHours(1);
  private static final long PATIENCE_SECONDS = 10;

  private final KubernetesSettings settings;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Cluster cluster;
  private final Register register;
  private final JobDesk desk;
  private final JobWatch jobs;
  private final JobRequest request;
  private final Caretaker caretaker;
  private final Map<SubmissionName, Submission> submissions = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Changes changes = new Changes();
  private final AtomicBoolean news = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("kubernetes-engine").factory());
  private volatile boolean closed;
  private @Nullable Instant listedAt;
  private boolean troubled;

  private KubernetesEngine(
      KubernetesSettings settings, InstantSource clock, InstantSource steady, Cluster cluster) {
    this.settings = settings;
    this.clock = clock;
    this.steady = steady;
    this.cluster = cluster;
    this.register = new Register(cluster, settings);
    this.desk = new JobDesk(cluster);
    this.request = new JobRequest(settings);
    this.jobs =
        new JobWatch(
            cluster,
            JobRequest.own(settings.instance()),
            this::tell,
            steady,
            settings.times().request());
    this.caretaker = new Caretaker(jobs, desk, register, changes, settings, clock, steady);
  }

  /// Reads how the cluster is reached; it is not asked yet.
  ///
  /// @throws IOException if that cannot be read
  public static KubernetesEngine open(KubernetesSettings settings, InstantSource clock)
      throws IOException {
    InstantSource steady = new SteadyClock(clock.instant(), System::nanoTime);
    Cluster cluster = Cluster.open(settings.access(), settings.times().request(), steady);
    KubernetesEngine engine = new KubernetesEngine(settings, clock, steady, cluster);
    engine.every(settings.times().poll(), engine::poll);
    engine.every(PRUNE, engine::prune);
    return engine;
  }

  private void every(Duration pause, Runnable step) {
    var _ =
        thread.scheduleWithFixedDelay(
            step, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
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
    lock.lock();
    try {
      ask();
      Submission known = submissions.get(array.name());
      if (known != null) {
        return SubmitAnswer.toKnown(known.array(), array);
      }
      Order order = Order.of(array, settings.jobs().size(), clock.instant());
      Optional<String> refusal = refusal(array, order);
      return refusal.isPresent()
          ? new SubmitAnswer.Refused(refusal.get())
          : accept(array, register.begin(order, array.digest().hex()));
    } catch (RefusedRequestException e) {
      return new SubmitAnswer.Refused("Kubernetes refuses it: " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> refusal(TaskArray array, Order order) {
    if (array.indexes().isEmpty() || array.command().isEmpty()) {
      return Optional.of("there is nothing to run: give at least one index and one word");
    }
    if (array.command().stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      return Optional.of("the command holds a NUL character: take it out");
    }
    return register.isTooLarge(order)
        ? Optional.of("it is too large to be written down: split the train")
        : Optional.empty();
  }

  /// Makes of what is written down an accepted submission.
  private SubmitAnswer accept(TaskArray array, Entry entry) throws EngineUnreachableException {
    TaskArray kept = entry.order().array();
    if (entry.isAccepted()) {
      submissions.put(array.name(), new Submission(entry));
      return SubmitAnswer.toKnown(kept, array);
    }
    if (!kept.digest().equals(array.digest())) {
      register.forget(entry);
      throw new EngineUnreachableException(
          "something else was begun under this name and never accepted; it is being removed");
    }
    try {
      for (Part part : entry.parts()) {
        var _ = desk.create(request.job(kept, part, entry.object()));
      }
    } catch (RefusedRequestException e) {
      register.forget(entry);
      return new SubmitAnswer.Refused("Kubernetes refuses it: " + e.getMessage());
    }
    register.accept(entry, clock.instant());
    Submission submission = new Submission(entry);
    submissions.put(array.name(), submission);
    tell();
    return new SubmitAnswer.Accepted();
  }

  @Override
  public EngineView observe() {
    lock.lock();
    try {
      ask();
      look();
      Map<SubmissionName, Sighting.Seen> seen = new HashMap<>();
      submissions.forEach((name, submission) -> seen.put(name, submission.seen()));
      return new EngineView.Listed(seen);
    } catch (EngineUnreachableException e) {
      return new EngineView.Unreachable(String.valueOf(e.getMessage()));
    } finally {
      lock.unlock();
    }
  }

  private void look() throws EngineUnreachableException {
    for (Submission submission : List.copyOf(submissions.values())) {
      if (submission.overAt().isEmpty()) {
        caretaker.look(submission);
      }
    }
  }

  private void poll() {
    news.set(false);
    lock.lock();
    try {
      ask();
      look();
      troubled = false;
    } catch (EngineUnreachableException e) {
      if (!troubled && !closed) {
        LOG.atWarn().log("Kubernetes cannot be asked: {}", e.getMessage());
      }
      troubled = true;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("Bug in the Kubernetes engine");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancel(SubmissionName name) throws EngineUnreachableException {
    lock.lock();
    try {
      ask();
      Submission submission = submissions.get(name);
      if (submission != null && submission.overAt().isEmpty() && !submission.isCancelled()) {
        register.cancel(submission.entry(), clock.instant());
        submission.cancel();
        caretaker.look(submission);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String logs(SubmissionName name, int index) throws EngineUnreachableException {
    List<Part> parts;
    lock.lock();
    try {
      ask();
      Submission submission = submissions.get(name);
      parts = submission == null ? List.of() : submission.entry().parts();
    } finally {
      lock.unlock();
    }
    for (Part part : parts) {
      int place = part.indexes().indexOf(index);
      if (place >= 0) {
        return desk.log(part.job(), place);
      }
    }
    return "";
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return changes.await(seen, atMost);
  }

  /// Sees to it that what is known is what the cluster says now.
  private void ask() throws EngineUnreachableException {
    if (closed) {
      throw new EngineUnreachableException("the Kubernetes engine is closed");
    }
    Instant now = steady.instant();
    Duration silent = settings.times().fresh();
    if (listedAt == null || listedAt.plus(settings.times().relist()).isBefore(now)) {
      list();
      listedAt = now;
    } else if (cluster.heard().plus(silent).isBefore(now)) {
      register.ping();
    }
    jobs.keep(settings.times().relist());
  }

  /// Takes up what is written down in the cluster.
  private void list() throws EngineUnreachableException {
    Register.Listing listing = register.list();
    for (Entry entry : listing.entries()) {
      SubmissionName name = entry.order().name();
      if (!entry.isAccepted() || submissions.containsKey(name)) {
        continue;
      }
      SubmissionOutcome outcome = listing.outcomes().get(name);
      submissions.put(
          name, outcome == null ? new Submission(entry) : new Submission(entry, outcome));
    }
  }

  private void prune() {
    Instant limit = clock.instant().minus(settings.times().retention());
    lock.lock();
    try {
      List<Submission> old =
          submissions.values().stream()
              .filter(it -> it.overAt().filter(at -> at.isBefore(limit)).isPresent())
              .toList();
      for (Submission submission : old) {
        register.forget(submission.entry());
        submissions.remove(submission.name());
      }
    } catch (EngineUnreachableException e) {
      LOG.atWarn().setCause(e).log("What is over long ago cannot be forgotten yet");
    } finally {
      lock.unlock();
    }
  }

  /// Stops looking. Tasks go on, and the next engine finds them.
  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
    try {
      boolean _ = thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    jobs.close();
    cluster.close();
  }
}
