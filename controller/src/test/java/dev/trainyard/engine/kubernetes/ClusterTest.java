package dev.trainyard.engine.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.engine.kubernetes.KubernetesSettings.Access;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// How the cluster is reached. Alone, as the user's own kubeconfig is named by a property of the
/// process.
@Isolated
class ClusterTest {
  private static final String PROPERTY = "kubeconfig";

  @TempDir private Path folder;

  @Test
  void mixesNothingOfTheCurrentContextIntoTheChosenOne() throws Exception {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters:
              - {name: farm, cluster: {server: "https://farm:6443"}}
              - {name: home, cluster: {server: "https://home:6443"}}
            users:
              - {name: farmer, user: {token: farm-token}}
              - {name: me, user: {username: me, password: home-password}}
            contexts:
              - {name: farm, context: {cluster: farm, user: farmer}}
              - {name: home, context: {cluster: home, user: me, namespace: mine}}
            current-context: home
            """);
    String before = System.getProperty(PROPERTY);
    System.setProperty(PROPERTY, kubeconfig.toString());
    try {
      Config config =
          Cluster.config(new Access(null, "farm", null, 50, 100), Duration.ofSeconds(5));

      assertThat(config.getMasterUrl()).startsWith("https://farm:6443");
      assertThat(config.getNamespace()).isNotEqualTo("mine");
      assertThat(config.getAutoOAuthToken()).isEqualTo("farm-token");
      assertThat(config.getPassword()).isNull();
      assertThat(config.getRequestTimeout()).isEqualTo(5000);
    } finally {
      if (before == null) {
        System.clearProperty(PROPERTY);
      } else {
        System.setProperty(PROPERTY, before);
      }
    }
  }
}
