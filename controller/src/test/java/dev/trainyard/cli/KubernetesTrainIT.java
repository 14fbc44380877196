package dev.trainyard.cli;

import dev.trainyard.engine.kubernetes.KubernetesCluster;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    cluster.claim("scratch", scratch);
    cluster.secret("bucket", YardOnS3.KEYS);
    String volumes = "volumes: [{claim: yard, path: '%s'}]".formatted(folder);
    String mounted =
        "volumes: [{claim: scratch, path: '%s'}], storeSecret: bucket".formatted(scratch);

    runATrainOnABucket("region: eu-x-1", volumes, mounted, YardOnS3.KEYS);
  }
}
