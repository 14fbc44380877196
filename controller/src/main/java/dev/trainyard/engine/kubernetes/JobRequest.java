package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.Part;
import dev.trainyard.model.Digest;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRuleBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is asked of the cluster for one part of a submission: a suspended Job, owned by the
/// submission's record.
record JobRequest(KubernetesSettings settings) {
  /// What marks all objects of this controller.
  static Map<String, String> own(String instance) {
    return Map.of(Words.MANAGED_BY, Words.TRAINYARD, Words.INSTANCE, instance);
  }

  /// What marks all objects of a submission.
  Map<String, String> labels(SubmissionName name) {
    Map<String, String> labels = new LinkedHashMap<>(own(settings.instance()));
    labels.put(Words.COMPONENT, "task");
    labels.put(Words.SUBMISSION, name.value());
    labels.put(Words.PURPOSE, name.isPullTest() ? "pull-test" : "train");
    return labels;
  }

  static OwnerReference owner(ConfigMap record) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("ConfigMap")
        .withName(record.getMetadata().getName())
        .withUid(record.getMetadata().getUid())
        .build();
  }

  /// @param digest of the array, made once for all of its parts
  Job job(TaskArray array, Part part, ConfigMap record, Digest digest) {
    Map<String, String> labels = labels(array.name());
    labels.put(Words.PART, Integer.toString(part.number()));
    Map<String, String> own = new LinkedHashMap<>(labels);
    String queue = settings.jobs().queue();
    if (queue != null) {
      own.put(Words.QUEUE, queue);
      settings
          .jobs()
          .priorityClass(array.priority())
          .ifPresent(it -> own.put(Words.QUEUE_PRIORITY, it));
    }
    return new JobBuilder()
        .withNewMetadata()
        .withName(Words.job(part))
        .withLabels(own)
        .withAnnotations(Map.of(Words.DIGEST, digest.hex()))
        .withOwnerReferences(owner(record))
        .endMetadata()
        .withNewSpec()
        .withSuspend(true)
        .withCompletionMode("Indexed")
        .withCompletions(part.size())
        .withParallelism(parallelism(array, part))
        .withBackoffLimitPerIndex(settings.jobs().restarts())
        .withMaxFailedIndexes(part.size())
        .withPodReplacementPolicy("Failed")
        .withPodFailurePolicy(failures())
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withSpec(new PodRequest(settings).pod(array, part))
        .endTemplate()
        .endSpec()
        .build();
  }

  /// The submission's most tasks at a time, shared out among its parts.
  int parallelism(TaskArray array, Part part) {
    int most = settings.jobs().parallelism();
    long share = (long) most * part.size() / array.indexes().size();
    return most == 0 ? part.size() : (int) Math.min(part.size(), Math.max(1, share));
  }

  /// Whether a part may begin beside others, so that no more tasks run at a time than is allowed.
  boolean hasRoom(TaskArray array, Part part, List<Part> underWay) {
    int most = settings.jobs().parallelism();
    long taken = underWay.stream().mapToLong(other -> parallelism(array, other)).sum();
    return most == 0 || taken + parallelism(array, part) <= most;
  }

  /// The first rule that fits decides: what this engine gave up; what the cluster took away or
  /// ended, which is begun again; every code that a task ended with by itself, which is its end.
  private static PodFailurePolicy failures() {
    return new PodFailurePolicyBuilder()
        .withRules(
            onCondition("FailIndex", Words.TASK_CANNOT_START),
            onCondition("FailJob", Words.JOB_CANNOT_START),
            onCondition("Ignore", "DisruptionTarget"),
            onCondition("Ignore", Words.HELD_BACK),
            onCode("Ignore", "In", Words.ENDED_BY_CLUSTER),
            onCode("FailIndex", "NotIn", 0))
        .build();
  }

  private static PodFailurePolicyRule onCode(String action, String operator, int code) {
    return new PodFailurePolicyRuleBuilder()
        .withAction(action)
        .withNewOnExitCodes()
        .withContainerName(Words.TASK)
        .withOperator(operator)
        .withValues(code)
        .endOnExitCodes()
        .build();
  }

  private static PodFailurePolicyRule onCondition(String action, String type) {
    return new PodFailurePolicyRuleBuilder()
        .withAction(action)
        .addNewOnPodCondition()
        .withType(type)
        .withStatus("True")
        .endOnPodCondition()
        .build();
  }
}
