package dev.trainyard.engine.kubernetes;

import dev.trainyard.chart.Rights;
import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineContract;
import dev.trainyard.model.work.SubmissionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The engine on a double of a cluster, with the rights that the chart asks for.
class KubernetesEngineTest extends EngineContract {
  @TempDir private Path folder;
  private KubernetesCluster cluster;

  @BeforeEach
  @Override
  protected void open() throws Exception {
    cluster = KubernetesCluster.start(folder);
    cluster.api().allow(Rights.onJobs()::allow);
    super.open();
  }

  @AfterEach
  void endCluster() throws Exception {
    Files.write(shared.resolve("told"), new byte[0]);
    leave();
    cluster.close();
  }

  @Override
  protected List<String> factory() throws IOException {
    return KubernetesFactory.words(cluster.kubeconfig());
  }

  @Override
  protected int slots() {
    return KubernetesFactory.PARALLELISM;
  }

  @Override
  protected int many() {
    return 40;
  }

  @Override
  protected Engine unreachable() throws Exception {
    leave();
    engine = new KubernetesFactory().open(List.of(cluster.kubeconfigOfNothing().toString()));
    return engine;
  }

  /// Somebody deletes its pod by force.
  @Override
  protected void lose(SubmissionName name, int index) {
    cluster.destroy(cluster.running(Words.base(name) + "-0", index));
  }

  @Override
  protected void evict(SubmissionName name, int index) {
    cluster.evict(cluster.running(Words.base(name) + "-0", index));
  }
}
