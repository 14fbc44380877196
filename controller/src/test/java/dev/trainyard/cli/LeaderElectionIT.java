package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.engine.kubernetes.KubernetesCluster;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two controllers with the same folders, of which the one works that holds the lease.
class LeaderElectionIT {
  private static final String READY = "ready\n";

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private KubernetesCluster cluster;
  private SmallYard yard;
  private Candidate first;
  private Candidate second;

  /// A process, and where it tells how it is.
  private record Candidate(Process process, int port) {}

  @BeforeEach
  void begin() throws Exception {
    cluster = KubernetesCluster.start(folder.resolve("cluster"));
    YardOnKubernetes.bringImage(cluster, folder);
    yard = SmallYard.in(folder);
    YardOnKubernetes.set(yard, cluster, folder);
    yard.shutGate();
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));
    first = candidate("first");
    awaitReady(first);
    second = candidate("second");
    yard.awaitPhase("all", "Running");
    awaitTold(second, "standing by: ");
  }

  @AfterEach
  void end() throws Exception {
    first.process().destroyForcibly().waitFor();
    second.process().destroyForcibly().waitFor();
    client.close();
    yard.close();
    cluster.close();
  }

  @Test
  void goesOnWhereTheLeaderWasKilled() throws Exception {
    first.process().destroyForcibly().waitFor();
    awaitReady(second);
    yard.openGate();

    yard.awaitPhase("all", "Succeeded");

    assertIsDoneOnce();
  }

  @Test
  void takesOverAtOnceFromALeaderThatEnds() throws Exception {
    first.process().destroy();
    assertThat(first.process().waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(first.process().exitValue()).as(log("first")).isZero();
    awaitReady(second);
    yard.openGate();

    yard.awaitPhase("all", "Succeeded");

    assertIsDoneOnce();
  }

  @Test
  void standsByAfterItStoodStillForLonger() throws Exception {
    signal("STOP");
    awaitTold(second, "standing by: ");
    SmallYard.awaitThat("the other leads", () -> log("second").contains("Leads, and waits"));
    yard.openGate();
    yard.awaitNoTasks();

    signal("CONT");

    awaitReady(second);
    yard.awaitPhase("all", "Succeeded");
    awaitTold(first, "standing by: ");
    assertThat(log("first")).contains("Leads no more");
    assertIsDoneOnce();
  }

  @Test
  void stopsWhileItStandsBy() throws Exception {
    second.process().destroy();

    assertThat(second.process().waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(second.process().exitValue()).as(log("second")).isZero();
    assertThat(told(first)).isEqualTo(READY);
  }

  private Candidate candidate(String name) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path settings = folder.resolve(name + ".yaml");
    Files.writeString(
        settings,
        Files.readString(yard.settings())
            + """
              health: {listen: "127.0.0.1:%d"}
              leader: {lease: {name: small, duration: 6s, kubeconfig: "%s"}}
            """
                .formatted(port, cluster.kubeconfig()));
    return new Candidate(ControllerProcess.start(settings, folder.resolve(name)), port);
  }

  private void awaitReady(Candidate candidate) {
    awaitTold(candidate, READY);
  }

  private void awaitTold(Candidate candidate, String text) {
    SmallYard.awaitThat(text, () -> told(candidate).startsWith(text));
  }

  private String told(Candidate candidate) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + candidate.port() + "/readyz");
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "not there: " + e;
    }
  }

  private void assertIsDoneOnce() throws Exception {
    yard.awaitNoTasks();
    assertThat(yard.merged("all")).isEqualTo(SmallYard.onePass());
    assertThat(yard.order("all").resolve("attempts")).as("no job was run again").doesNotExist();
    assertThat(yard.testOrders()).hasSize(1);
  }

  private void signal(String name) throws Exception {
    String id = Long.toString(first.process().pid());
    assertThat(new ProcessBuilder("kill", "-" + name, id).start().waitFor()).isZero();
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
