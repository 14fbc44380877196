package dev.trainyard.cli;

import dev.trainyard.engine.kubernetes.KubernetesSettings;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Access;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Identity;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Jobs;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Pods;
import dev.trainyard.engine.kubernetes.KubernetesSettings.PriorityClass;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Times;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Toleration;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Volume;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Writing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// `spec.engine.kubernetes` of the settings, as the engine wants it.
record OnKubernetes(SettingsFile file, Settings.Kubernetes set) {
  /// Silence after which a cluster that is not needed is asked whether it is there.
  private static final Duration FRESH = Duration.ofSeconds(15);

  private static final Path TMP = Path.of("/tmp");
  private static final Duration RELIST = Duration.ofMinutes(5);

  /// Until a Job that was told to end, and is quiet, has ended.
  private static final Duration SETTLE = Duration.ofSeconds(3);

  /// @throws InvalidSettingsException if tasks could not reach the store
  KubernetesSettings settings() throws InvalidSettingsException {
    requireStore();
    String kubeconfig = set.kubeconfig();
    Integer parallelism = set.parallelism();
    return new KubernetesSettings(
        file.settings().metadata().name(),
        new Access(
            kubeconfig == null ? null : file.path(kubeconfig),
            set.context(),
            set.namespace(),
            set.rate(),
            set.burst()),
        pods(),
        new Jobs(
            set.jobSize(),
            parallelism == null ? 0 : parallelism,
            set.restarts(),
            set.queue(),
            set.priorityClasses().stream()
                .map(it -> new PriorityClass(it.from(), it.name()))
                .toList()),
        new Times(
            set.poll(),
            set.patience(),
            FRESH,
            RELIST,
            set.startup(),
            set.silence(),
            SETTLE,
            set.keep(),
            Times.RETENTION));
  }

  private void requireStore() throws InvalidSettingsException {
    if (file.storeAddress().isPresent()) {
      requireScratch();
      return;
    }
    Path store = file.store();
    if (!isMounted(store)) {
      throw new InvalidSettingsException(
          "engine.kubernetes.volumes: the store %s lies in none of them that may be written: jobs"
                  .formatted(store)
              + " must see it at the same path; add the claim that holds it");
    }
  }

  private boolean isMounted(Path path) {
    return set.volumes().stream().anyMatch(it -> !it.readOnly() && path.startsWith(it.path()));
  }

  /// What pods see besides volumes cannot be written, but for their own `/tmp`.
  private void requireScratch() throws InvalidSettingsException {
    String scratch = file.settings().spec().scratch();
    if (scratch != null && !isMounted(file.path(scratch)) && !file.path(scratch).equals(TMP)) {
      throw new InvalidSettingsException(
          "scratch: %s lies in none of engine.kubernetes.volumes that may be written; without scratch, pods work in their /tmp"
              .formatted(file.path(scratch)));
    }
  }

  private Pods pods() {
    List<Volume> volumes =
        set.volumes().stream()
            .map(
                it ->
                    new Volume(
                        it.claim(),
                        it.path(),
                        it.folder(),
                        it.readOnly() ? Writing.FORBIDDEN : Writing.ALLOWED))
            .toList();
    return new Pods(
        set.image(),
        set.runtimeImage(),
        set.pullSecrets(),
        volumes,
        new Identity(set.user(), set.group()),
        set.nodeSelector(),
        set.tolerations().stream()
            .map(it -> new Toleration(it.key(), it.value(), it.effect()))
            .toList(),
        set.scratch(),
        set.storeSecret());
  }
}
