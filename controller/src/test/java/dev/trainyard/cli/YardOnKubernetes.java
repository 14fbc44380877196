package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.engine.kubernetes.KubernetesCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A [SmallYard] whose jobs run on a double of Kubernetes.
final class YardOnKubernetes {
  private YardOnKubernetes() {}

  /// Gives the cluster an image of Trainyard: what it copies into pods is a launcher of what is
  /// tested here.
  static void bringImage(KubernetesCluster cluster, Path folder) throws IOException {
    Path installation = Files.createDirectories(folder.resolve("installation/bin"));
    Path launcher = installation.resolve("trainyard");
    Files.writeString(
        launcher, "#!/bin/sh\nexec '" + String.join("' '", Launcher.words()) + "' \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    cluster.image(
        "lab/trainyard:1",
        List.of("sh", "-c", "cp -r " + installation.getParent() + "/. \"$3\"", "trainyard"));
  }

  /// Sets the yard's engine.
  ///
  /// @param folder where all of the yard lies
  static void set(SmallYard yard, KubernetesCluster cluster, Path folder) throws IOException {
    String local = "local: {slots: 2, memory: 1Gi}";
    String text = Files.readString(yard.settings());
    assertThat(text).contains(local);
    Files.writeString(
        yard.settings(),
        text.replace(
            local,
            ("kubernetes: {image: '%s', runtimeImage: 'lab/trainyard:1', kubeconfig: '%s',"
                    + " volumes: [{claim: yard, path: '%s'}], poll: 500ms}")
                .formatted(KubernetesCluster.IMAGE, cluster.kubeconfig(), folder)));
    cluster.claim("yard", folder);
  }
}
