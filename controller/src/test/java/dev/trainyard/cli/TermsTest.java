package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.Verdict;
import dev.trainyard.controller.StoreGuard;
import dev.trainyard.controller.Vitals;
import dev.trainyard.engine.kubernetes.KubernetesCluster;
import dev.trainyard.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Terms of a controller that competes for a Lease.
class TermsTest {
  @TempDir private Path folder;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final StopRequest stop =
      StopRequest.awaited(ExitCode.FINE, new PrintWriter(new StringWriter()));
  private KubernetesCluster cluster;
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    cluster = KubernetesCluster.start(folder.resolve("cluster"));
    yard = SmallYard.in(folder);
    String settings = Files.readString(yard.settings());
    String local = "local: {slots: 2, memory: 1Gi}";
    assertThat(settings).contains(local);
    String engine =
        "kubernetes: {image: '%s', kubeconfig: '%s', volumes: [{claim: yard, path: '%s'}]}"
            .formatted(KubernetesCluster.IMAGE, cluster.kubeconfig(), folder);
    String leader =
        "  leader: {lease: {name: small, duration: 6s, kubeconfig: '%s'}}\n"
            .formatted(cluster.kubeconfig());
    Files.writeString(yard.settings(), settings.replace(local, engine) + leader);
  }

  @AfterEach
  void end() throws Exception {
    stop.isOver();
    thread.shutdownNow();
    yard.close();
    cluster.close();
  }

  @Test
  void leadsAndIsNotReadyWhileTheStoreIsInUse() throws Exception {
    StoreGuard other = StoreGuard.take(yard.store());
    try (Monitoring monitoring = Monitoring.start(file(), InstantSource.system());
        Terms terms = terms(monitoring)) {
      Vitals vitals = monitoring.vitals();
      Future<Verdict> end = thread.submit(() -> terms.run(new Json(), stop));
      SmallYard.awaitThat(
          "waits",
          () -> vitals.ready().words().contains("waits for who led before to end: another"));
      assertThat(vitals.ready().isWell()).isFalse();
      assertThat(vitals.isLeading()).isTrue();
      assertThat(vitals.alive().isWell()).isTrue();

      other.close();

      SmallYard.awaitThat("ready", () -> vitals.ready().words().equals("ready"));
      stop.make();
      assertThat(end.get(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(Verdict.STOPPED);
      assertThat(vitals.alive().words()).isEqualTo("the controller has ended");
    }
  }

  private SettingsFile file() throws Exception {
    return SettingsFile.read(yard.settings(), new Json());
  }

  private Terms terms(Monitoring monitoring) throws Exception {
    return Terms.begin(file(), new Workshop.Wishes(Ending.ON_REQUEST), monitoring);
  }
}
