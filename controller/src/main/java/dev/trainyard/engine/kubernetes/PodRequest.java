package dev.trainyard.engine.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.engine.Part;
import dev.trainyard.engine.Wrapper;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Pods;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Toleration;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Volume;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Writing;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The pods of a Job: one task each, in the image that it is to run in, with nothing that it does
/// not need. They have no deadline of the cluster's, which would count while they wait at the gate:
/// `task.sh` ends a task in time, and [Doorkeeper] a pod that does not begin.
record PodRequest(KubernetesSettings settings) {
  /// What the runtime needs of a pod's disk.
  private static final ByteSize RUNTIME_SIZE = ByteSize.parse("512Mi");

  private static final String TMP = "tmp";
  private static final String SCRATCH = "/tmp";
  private static final String RUNTIME = "runtime";

  /// Not where it lies in its own image, which the volume would hide.
  private static final String ARRIVAL = "/runtime";

  private static final String WRAPPER = new String(Wrapper.of(PodRequest.class), UTF_8);

  PodSpec pod(TaskArray array, Part part) {
    Pods pods = settings.pods();
    PodSpecBuilder pod =
        new PodSpecBuilder()
            .withRestartPolicy("Never")
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withImagePullSecrets(
                pods.pullSecrets().stream().map(LocalObjectReference::new).toList())
            .withNodeSelector(pods.nodeSelector())
            .withTolerations(pods.tolerations().stream().map(PodRequest::toleration).toList())
            .withVolumes(volumes())
            .withContainers(task(array, part))
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(pods.identity().user())
            .withRunAsGroup(pods.identity().group())
            .withFsGroup(pods.identity().group())
            .withFsGroupChangePolicy("OnRootMismatch")
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext();
    if (settings.jobs().queue() == null) {
      settings.jobs().priorityClass(array.priority()).ifPresent(pod::withPriorityClassName);
    }
    String runtime = pods.runtime();
    return runtime == null ? pod.build() : pod.withInitContainers(runtime(runtime)).build();
  }

  private static io.fabric8.kubernetes.api.model.Toleration toleration(Toleration set) {
    return new TolerationBuilder()
        .withKey(set.key())
        .withOperator(set.value() == null ? "Exists" : "Equal")
        .withValue(set.value())
        .withEffect(set.effect())
        .build();
  }

  /// Brings Trainyard and its Java into the pod, so that the image of the task needs neither.
  private static Container runtime(String image) {
    return new ContainerBuilder()
        .withName(Words.ARRIVAL)
        .withImage(image)
        .withArgs("install", "--for-jobs", ARRIVAL)
        .withVolumeMounts(mount(RUNTIME, ARRIVAL), mount(TMP, SCRATCH))
        .addToEnv(new EnvVar("HOME", SCRATCH, null))
        .withSecurityContext(restricted())
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity("256Mi"))
        .addToLimits("memory", new Quantity("256Mi"))
        .endResources()
        .build();
  }

  private static long seconds(TaskArray array) {
    return Math.max(1, array.needs().time().toSeconds());
  }

  private Container task(TaskArray array, Part part) {
    List<String> words = new ArrayList<>(List.of(WRAPPER, Words.TASK));
    words.add(Places.text(part.indexes()));
    words.add(Long.toString(seconds(array)));
    words.add(Long.toString(settings.pods().scratch().bytes() / 1024));
    words.add(SCRATCH);
    words.addAll(array.command());
    Quantity memory = bytes(array.needs().memory().bytes());
    Quantity disk = bytes(settings.pods().scratch().bytes() + RUNTIME_SIZE.bytes());
    String image = array.image() == null ? settings.pods().image() : array.image();
    return new ContainerBuilder()
        .withName(Words.TASK)
        .withImage(image)
        .withCommand("/bin/sh", "-c")
        .withEnvFrom(secret())
        .withArgs(words.stream().map(PodRequest::literally).toList())
        .addToEnv(new EnvVar("HOME", SCRATCH, null))
        .addToEnv(gate(array.name()))
        .withVolumeMounts(mounts())
        .withSecurityContext(restricted())
        .withNewResources()
        .addToRequests("cpu", new Quantity(Integer.toString(array.needs().cpus())))
        .addToRequests("memory", memory)
        .addToRequests("ephemeral-storage", disk)
        .addToLimits("memory", memory)
        .addToLimits("ephemeral-storage", disk)
        .endResources()
        .build();
  }

  private List<EnvFromSource> secret() {
    String name = settings.pods().secret();
    return name == null
        ? List.of()
        : List.of(new EnvFromSourceBuilder().withNewSecretRef(name, false).build());
  }

  /// A variable from a ConfigMap: as long as that is not there, a node does not start the
  /// container, and tries again.
  private static EnvVar gate(SubmissionName name) {
    return new EnvVarBuilder()
        .withName("TRAINYARD_GATE")
        .withNewValueFrom()
        .withNewConfigMapKeyRef(Register.OPEN, Words.gate(name), false)
        .endValueFrom()
        .build();
  }

  /// Kubernetes reads `$(NAME)` in words as a variable, and `$$` as one `$`.
  private static String literally(String word) {
    return word.replace("$", "$$");
  }

  private static Quantity bytes(long bytes) {
    return new Quantity(Long.toString(bytes));
  }

  private List<io.fabric8.kubernetes.api.model.Volume> volumes() {
    List<io.fabric8.kubernetes.api.model.Volume> volumes = new ArrayList<>();
    volumes.add(empty(TMP, settings.pods().scratch()));
    if (settings.pods().runtime() != null) {
      volumes.add(empty(RUNTIME, RUNTIME_SIZE));
    }
    for (String claim : claims()) {
      volumes.add(
          new VolumeBuilder()
              .withName(volume(claim))
              .withNewPersistentVolumeClaim()
              .withClaimName(claim)
              .withReadOnly(isOnlyRead(claim))
              .endPersistentVolumeClaim()
              .build());
    }
    return volumes;
  }

  private static io.fabric8.kubernetes.api.model.Volume empty(String name, ByteSize most) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withSizeLimit(bytes(most.bytes()))
        .endEmptyDir()
        .build();
  }

  private Set<String> claims() {
    Set<String> claims = new LinkedHashSet<>();
    settings.pods().volumes().forEach(it -> claims.add(it.claim()));
    return claims;
  }

  /// Of a claim that may be written to, a node may change all files' group.
  private boolean isOnlyRead(String claim) {
    return settings.pods().volumes().stream()
        .filter(it -> it.claim().equals(claim))
        .allMatch(it -> it.writing() == Writing.FORBIDDEN);
  }

  /// The name of a claim's volume, which is shorter than a claim's name may be.
  private String volume(String claim) {
    return "claim-" + List.copyOf(claims()).indexOf(claim);
  }

  private List<VolumeMount> mounts() {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(mount(TMP, SCRATCH));
    if (settings.pods().runtime() != null) {
      mounts.add(new VolumeMountBuilder(mount(RUNTIME, Pods.RUNTIME)).withReadOnly(true).build());
    }
    for (Volume set : settings.pods().volumes()) {
      mounts.add(
          new VolumeMountBuilder(mount(volume(set.claim()), set.path()))
              .withSubPath(set.folder())
              .withReadOnly(set.writing() == Writing.FORBIDDEN)
              .build());
    }
    return mounts;
  }

  private static VolumeMount mount(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
  }

  /// What the profile `restricted` of Pod Security asks for, and a root that cannot be written.
  private static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .build();
  }
}
