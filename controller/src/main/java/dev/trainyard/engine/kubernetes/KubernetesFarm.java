package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.Farm;
import dev.trainyard.engine.Part;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.model.Digest;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A namespace of a Kubernetes cluster, with the records of what was submitted to it.
final class KubernetesFarm implements Farm<Submission> {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesFarm.class);

  /// What was begun and not accepted for so long, nobody asks for any more.
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final KubernetesSettings settings;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Cluster cluster;
  private final Register register;
  private final JobDesk desk;
  private final PodDesk pods;
  private final JobWatch jobs;
  private final JobRequest request;
  private final Caretaker caretaker;
  private final Runnable bell;
  private final Map<SubmissionName, String> refused = new HashMap<>();
  private @Nullable Instant listedAt;

  /// @param steady a clock that nobody sets
  /// @param bell is rung when there are news
  KubernetesFarm(
      KubernetesSettings settings,
      InstantSource clock,
      InstantSource steady,
      Cluster cluster,
      Runnable bell) {
    this.settings = settings;
    this.clock = clock;
    this.steady = steady;
    this.cluster = cluster;
    this.bell = bell;
    this.register = new Register(cluster, settings);
    this.desk = new JobDesk(cluster);
    this.pods = new PodDesk(cluster);
    this.request = new JobRequest(settings);
    this.jobs =
        new JobWatch(
            cluster, JobRequest.own(settings.instance()), bell, steady, settings.times().request());
    this.caretaker = new Caretaker(jobs, desk, pods, register, settings, clock, steady);
  }

  @Override
  public String name() {
    return "Kubernetes";
  }

  @Override
  public void ask(Map<SubmissionName, Submission> known) throws EngineUnreachableException {
    Instant now = steady.instant();
    Duration silent = settings.times().fresh();
    if (listedAt == null || listedAt.plus(settings.times().relist()).isBefore(now)) {
      list(known);
      listedAt = now;
    } else if (cluster.heard().plus(silent).isBefore(now)) {
      register.ping();
    }
    jobs.keep(settings.times().relist());
  }

  /// Takes up what is written down in the cluster: at first all, then what is not over.
  private void list(Map<SubmissionName, Submission> known) throws EngineUnreachableException {
    Register.Listing listing = listedAt == null ? register.list() : register.listOpen();
    for (Entry entry : listing.entries()) {
      SubmissionName name = entry.order().name();
      if (!entry.isAccepted()) {
        forgetIfAbandoned(entry);
        continue;
      } else if (known.containsKey(name)) {
        continue;
      }
      SubmissionOutcome outcome = listing.outcomes().get(name);
      known.put(name, outcome == null ? new Submission(entry) : new Submission(entry, outcome));
    }
  }

  private void forgetIfAbandoned(Entry entry) throws EngineUnreachableException {
    if (entry.order().at().plus(ABANDONED).isBefore(clock.instant())) {
      register.forget(entry);
    }
  }

  @Override
  public SubmitAnswer take(TaskArray array, Map<SubmissionName, Submission> known)
      throws EngineUnreachableException {
    Order order = Order.of(array, settings.jobs().size(), clock.instant());
    if (register.isTooLarge(order)) {
      return new SubmitAnswer.Refused("it is too large to be written down: split the train");
    }
    try {
      return accept(array, register.begin(order, array.digest().hex()), known);
    } catch (RefusedRequestException e) {
      return refusal(e);
    }
  }

  /// An address that is not there may be a proxy's word for a cluster that is away.
  private static SubmitAnswer refusal(RefusedRequestException e) throws EngineUnreachableException {
    if (!e.isFinal()) {
      throw new EngineUnreachableException("Kubernetes does not take it: " + e.getMessage(), e);
    }
    return new SubmitAnswer.Refused("Kubernetes refuses it: " + e.getMessage());
  }

  /// Makes of what is written down an accepted submission.
  private SubmitAnswer accept(TaskArray array, Entry entry, Map<SubmissionName, Submission> known)
      throws EngineUnreachableException {
    TaskArray kept = entry.order().array();
    if (entry.isAccepted()) {
      known.put(array.name(), new Submission(entry));
      return SubmitAnswer.toKnown(kept, array);
    }
    Digest digest = array.digest();
    if (!kept.digest().equals(digest)) {
      register.forget(entry);
      throw new EngineUnreachableException(
          "something else was begun under this name and never accepted; it is being removed");
    }
    try {
      register.openGate(entry);
      for (Part part : entry.parts()) {
        var _ = desk.create(request.job(kept, part, entry.object(), digest));
      }
    } catch (RefusedRequestException e) {
      SubmitAnswer answer = refusal(e);
      register.forget(entry);
      return answer;
    }
    register.accept(entry, clock.instant());
    known.put(array.name(), new Submission(entry));
    bell.run();
    return new SubmitAnswer.Accepted();
  }

  @Override
  public void look(List<Submission> open) throws EngineUnreachableException {
    for (Submission submission : open) {
      try {
        caretaker.look(submission);
        refused.remove(submission.name());
      } catch (EngineUnreachableException e) {
        if (!(e.getCause() instanceof RefusedRequestException)) {
          throw e;
        }
        tell(submission, e);
      }
    }
  }

  /// What the cluster refuses to do for one submission does not keep it from the others.
  private void tell(Submission submission, EngineUnreachableException refusal) {
    String why = String.valueOf(refusal.getMessage());
    if (!why.equals(refused.put(submission.name(), why))) {
      LOG.atError()
          .addKeyValue("submission", submission.name())
          .log("It is not looked after as it should be: {}", why);
    }
  }

  @Override
  public void cancel(Submission submission) throws EngineUnreachableException {
    if (!submission.isCancelled()) {
      register.cancel(submission.entry(), clock.instant());
      submission.cancel();
      caretaker.look(submission);
    }
  }

  @Override
  public void keep(Submission submission, Standing standing) throws EngineUnreachableException {
    register.keep(submission.entry(), standing);
  }

  @Override
  public String log(Part part, int place) throws EngineUnreachableException {
    return pods.log(Words.job(part), place);
  }

  @Override
  public void tidy(Submission submission, Instant now) throws EngineUnreachableException {
    caretaker.tidy(submission, now);
  }

  @Override
  public void forget(Submission submission) throws EngineUnreachableException {
    register.forget(submission.entry());
  }

  @Override
  public void close() {
    jobs.close();
    cluster.close();
  }
}
