package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.engine.kubernetes.KubernetesCluster;
import dev.trainyard.remote.s3.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole trains on a double of Kubernetes.
class KubernetesTrainIT extends EngineTrains {
  @TempDir private static Path place;
  private static KubernetesCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = KubernetesCluster.start(place);
    YardOnKubernetes.bringImage(cluster, place);
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  String engine() throws Exception {
    cluster.claim("yard", folder);
    return ("kubernetes: {image: '%s', runtimeImage: 'lab/trainyard:1', kubeconfig: '%s',"
            + " volumes: [{claim: yard, path: '%s'}], poll: 500ms, parallelism: 1}")
        .formatted(KubernetesCluster.IMAGE, cluster.kubeconfig(), folder);
  }

  /// Pods mount what they work on alone, and have the keys of the bucket from a secret.
  @Test
  void runsATrainOfWhichABucketIsAllThatIsShared() throws Exception {
    try (S3Server server = S3Server.in(Files.createDirectories(folder.resolve("bucket")))) {
      YardOnS3 onS3 = new YardOnS3(yard, folder, server);
      onS3.moveInputs();
      onS3.settings("region: eu-x-1");
      String volumes = "volumes: [{claim: yard, path: '%s'}]".formatted(folder);
      String text = Files.readString(yard.settings());
      assertThat(text).contains(volumes);
      Path scratch = Files.createDirectories(folder.resolve("scratch"));
      cluster.claim("scratch", scratch);
      Files.writeString(
          yard.settings(),
          text.replace(
              volumes,
              "volumes: [{claim: scratch, path: '%s'}], storeSecret: bucket".formatted(scratch)));
      cluster.secret("bucket", YardOnS3.KEYS);
      yard.commit("trains/all.yaml", SmallYard.train("all", ""));

      Process controller = controller(YardOnS3.KEYS);

      assertThat(controller.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
      assertThat(controller.exitValue()).as(this::log).isZero();
      assertThat(yard.status("trains/all.yaml")).get().asString().contains("is: Succeeded");
      assertThat(onS3.merged("all")).isEqualTo(SmallYard.onePass());
      assertThat(yard.store()).doesNotExist();
    }
  }
}
