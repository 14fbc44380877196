package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineFactory;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Access;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Identity;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Jobs;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Pods;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Times;
import dev.trainyard.model.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Opens an engine on a cluster.
final class KubernetesFactory implements EngineFactory {
  static final int PARALLELISM = 4;
  static final Times TIMES =
      new Times(
          Duration.ofMillis(300),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofMinutes(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofMillis(600),
          Duration.ofDays(1),
          Times.RETENTION);

  static List<String> words(Path kubeconfig) {
    return List.of(KubernetesFactory.class.getName(), kubeconfig.toString());
  }

  @Override
  public Engine open(List<String> arguments) throws Exception {
    return KubernetesEngine.open(
        settings(Path.of(arguments.getFirst()), jobs(1000)), InstantSource.system());
  }

  static Jobs jobs(int size) {
    return new Jobs(size, PARALLELISM, 2, null, List.of());
  }

  static KubernetesSettings settings(Path kubeconfig, Jobs jobs) {
    return new KubernetesSettings(
        "test",
        new Access(kubeconfig, null, null, 200, 400),
        new Pods(
            KubernetesCluster.IMAGE,
            null,
            List.of(),
            List.of(),
            new Identity(1000, 1000),
            Map.of(),
            List.of(),
            ByteSize.parse("1Gi")),
        jobs,
        TIMES);
  }
}
