package dev.trainyard.engine.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventList;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything that is asked of Jobs.
final class JobDesk {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final Cluster cluster;
  private final Json json = new Json();

  JobDesk(Cluster cluster) {
    this.cluster = cluster;
  }

  Optional<Job> find(String name) throws EngineUnreachableException {
    return Optional.ofNullable(cluster.<Job>need(() -> at(name).get()));
  }

  /// Makes a Job, unless there is one of its name.
  ///
  /// @return the one that is there
  /// @throws RefusedRequestException if it cannot be made, or the one that is there is none of ours
  Job create(Job job) throws EngineUnreachableException, RefusedRequestException {
    try {
      return cluster.ask(
          () ->
              cluster
                  .client()
                  .batch()
                  .v1()
                  .jobs()
                  .inNamespace(cluster.namespace())
                  .resource(job)
                  .create());
    } catch (RefusedRequestException e) {
      if (e.code() != RefusedRequestException.CONFLICT) {
        throw e;
      }
    }
    String name = job.getMetadata().getName();
    Job there =
        find(name)
            .orElseThrow(
                () -> new EngineUnreachableException(name + " was there and is gone: ask again"));
    if (isRemainder(there, job)) {
      delete(name);
      throw new EngineUnreachableException(
          name + " of an earlier submission is being removed: ask again");
    } else if (!isSame(there, job)) {
      throw new RefusedRequestException(
          RefusedRequestException.CONFLICT,
          "another Job has the name %s: delete it, or use another namespace".formatted(name));
    }
    return there;
  }

  /// Whether a Job is ours, of a record that is gone: whatever removes what has no owner comes
  /// later.
  private static boolean isRemainder(Job there, Job job) {
    Map<String, String> labels = there.getMetadata().getLabels();
    return labels != null
        && !isOwned(there, job)
        && Stream.of(Words.MANAGED_BY, Words.INSTANCE, Words.SUBMISSION)
            .allMatch(it -> Objects.equals(job.getMetadata().getLabels().get(it), labels.get(it)));
  }

  private static boolean isOwned(Job there, Job job) {
    String owner = job.getMetadata().getOwnerReferences().getFirst().getUid();
    return there.getMetadata().getOwnerReferences().stream()
        .anyMatch(it -> it.getUid().equals(owner));
  }

  private static boolean isSame(Job there, Job job) {
    String digest = job.getMetadata().getAnnotations().get(Words.DIGEST);
    Map<String, String> annotations = there.getMetadata().getAnnotations();
    return isOwned(there, job)
        && annotations != null
        && Objects.equals(digest, annotations.get(Words.DIGEST));
  }

  /// Lets a Job begin, once.
  void release(Job job, Instant now) throws EngineUnreachableException {
    patch(
        job,
        Map.of(
            "metadata",
            Map.of("annotations", Map.of(Words.RELEASED, now.toString())),
            "spec",
            Map.of("suspend", false)));
  }

  /// Has a Job's pods ended; none begins again, whoever lets it go on.
  void end(Job job) throws EngineUnreachableException {
    patch(job, Map.of("spec", Map.of("suspend", true, "parallelism", 0)));
  }

  /// Has a Job begin no more pods than there are.
  void hold(Job job, int parallelism) throws EngineUnreachableException {
    patch(job, spread("true", parallelism));
  }

  /// Has a Job that was held begin pods again.
  void letGo(Job job, int parallelism) throws EngineUnreachableException {
    patch(job, spread("false", parallelism));
  }

  private static Map<String, Object> spread(String held, int parallelism) {
    return Map.of(
        "metadata",
        Map.of("annotations", Map.of(Words.HELD, held)),
        "spec",
        Map.of("parallelism", parallelism));
  }

  /// Gives a Job another label.
  ///
  /// @return why the cluster does not do it, if so
  Optional<String> label(Job job, String name, String text) throws EngineUnreachableException {
    try {
      patchOrThrow(job, Map.of("metadata", Map.of("labels", Map.of(name, text))));
      return Optional.empty();
    } catch (RefusedRequestException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// Writes down how tasks of a Job ended.
  void note(Job job, SubmissionOutcome ends) throws EngineUnreachableException {
    patch(job, Map.of("metadata", Map.of("annotations", Map.of(Words.ENDS, json.line(ends)))));
  }

  /// What was written down.
  Optional<SubmissionOutcome> noted(Job job) {
    Map<String, String> annotations = job.getMetadata().getAnnotations();
    String ends = annotations == null ? null : annotations.get(Words.ENDS);
    try {
      return ends == null
          ? Optional.empty()
          : Optional.of(json.read(ends.getBytes(UTF_8), SubmissionOutcome.class));
    } catch (MalformedJsonException _) {
      return Optional.empty();
    }
  }

  private void patch(Job job, Map<String, Object> change) throws EngineUnreachableException {
    try {
      patchOrThrow(job, change);
    } catch (RefusedRequestException e) {
      throw new EngineUnreachableException("Kubernetes refuses: " + e.getMessage(), e);
    }
  }

  /// Only on this very Job, and not if it is gone.
  private void patchOrThrow(Job job, Map<String, Object> change)
      throws EngineUnreachableException, RefusedRequestException {
    Map<String, Object> patch = new HashMap<>(change);
    Map<String, Object> metadata = new HashMap<>();
    if (change.get("metadata") instanceof Map<?, ?> map) {
      map.forEach((key, value) -> metadata.put((String) key, value));
    }
    metadata.put("uid", job.getMetadata().getUid());
    patch.put("metadata", metadata);
    try {
      Job _ = cluster.ask(() -> at(job.getMetadata().getName()).patch(MERGE, json.line(patch)));
    } catch (RefusedRequestException e) {
      if (e.code() != 404 && e.code() != RefusedRequestException.CONFLICT) {
        throw e;
      }
    }
  }

  void delete(String job) throws EngineUnreachableException {
    var _ =
        cluster.need(() -> at(job).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete());
  }

  private Resource<Job> at(String name) {
    return cluster.client().batch().v1().jobs().inNamespace(cluster.namespace()).withName(name);
  }

  /// Why the cluster made no pod of a Job when it tried last; nothing where that cannot be asked.
  Optional<String> lastRefusal(Job job) throws EngineUnreachableException {
    try {
      EventList found =
          cluster.ask(
              () ->
                  cluster
                      .client()
                      .v1()
                      .events()
                      .inNamespace(cluster.namespace())
                      .withField("involvedObject.uid", job.getMetadata().getUid())
                      .withField("reason", "FailedCreate")
                      .list());
      return found.getItems().stream()
          .max(Comparator.comparing(JobDesk::time))
          .map(event -> Objects.requireNonNullElse(event.getMessage(), ""));
    } catch (RefusedRequestException _) {
      return Optional.empty();
    }
  }

  private static String time(Event event) {
    String last = event.getLastTimestamp();
    return last == null ? event.getMetadata().getCreationTimestamp() : last;
  }
}
