package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a controller at work tells of itself, over HTTP.
class HealthTest {
  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    set("health: {listen: \"127.0.0.1:0\", stuck: 1s}");
  }

  @AfterEach
  void end() throws Exception {
    client.close();
    yard.close();
  }

  @Test
  void tellsHowTrainsAre() throws Exception {
    yard.shutGate();
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));
    try (RunningController controller = RunningController.start(yard.settings())) {
      yard.awaitPhase("all", "Running");
      awaitFigure(controller, "trainyard_trains{phase=\"Running\"} 1.0");
      awaitFigure(controller, "trainyard_trains{phase=\"Succeeded\"} 0.0");
      yard.openGate();

      yard.awaitPhase("all", "Succeeded");

      awaitFigure(controller, "trainyard_trains{phase=\"Running\"} 0.0");
      awaitFigure(controller, "trainyard_trains{phase=\"Succeeded\"} 1.0");
      awaitFigure(controller, "trainyard_jobs{state=\"done\"} 2.0");
      awaitFigure(controller, "trainyard_tests{phase=\"Passed\"} 1.0");
      awaitFigure(controller, "trainyard_condition{condition=\"SourceFetched\"} 1.0");
      awaitFigure(controller, "trainyard_problems 0.0");
      assertThat(figures(controller))
          .contains("trainyard_engine_call_seconds_count{call=\"submit\",engine=\"local\"")
          .contains("trainyard_round_seconds_count{outcome=\"changed\"}")
          .contains("trainyard_round_seconds_bucket{outcome=\"changed\",le=\"1.0\"}")
          .contains("trainyard_info{")
          .contains("jvm_memory_used_bytes")
          .doesNotContain("trainyard_status_commits_total 0.0");
    }
  }

  @Test
  void isReadyOnceARoundHasEnded() throws Exception {
    try (RunningController controller = RunningController.start(yard.settings())) {
      SmallYard.awaitThat("ready", () -> get(controller, "/readyz").statusCode() == 200);

      assertThat(get(controller, "/readyz").body()).isEqualTo("ready\n");
      assertThat(get(controller, "/healthz").body()).isEqualTo("alive\n");
    }
  }

  @Test
  void isNoIllerWhileTheRemoteIsAway() throws Exception {
    try (RunningController controller = RunningController.start(yard.settings())) {
      SmallYard.awaitThat("ready", () -> get(controller, "/readyz").statusCode() == 200);

      Files.move(yard.origin().folder(), folder.resolve("elsewhere"));
      awaitFigure(controller, "trainyard_condition{condition=\"SourceFetched\"} 0.0");

      assertThat(get(controller, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(controller, "/readyz").statusCode()).isEqualTo(200);
      assertThat(figures(controller)).doesNotContain("trainyard_remote_failures_total 0.0");
      Files.move(folder.resolve("elsewhere"), yard.origin().folder());
      awaitFigure(controller, "trainyard_condition{condition=\"SourceFetched\"} 1.0");
    }
  }

  @Test
  void isStuckInARoundThatDoesNotEnd() throws Exception {
    ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    yard.settings("http://127.0.0.1:" + silent.getLocalPort() + "/yard.git");
    set("health: {listen: \"127.0.0.1:0\", stuck: 1s}");
    RunningController controller = RunningController.start(yard.settings());
    try (controller;
        silent) { // is closed first, which ends the round
      assertThat(get(controller, "/readyz").statusCode()).isEqualTo(503);

      SmallYard.awaitThat("stuck", () -> get(controller, "/healthz").statusCode() == 503);

      assertThat(get(controller, "/healthz").body())
          .startsWith("stuck: nothing has moved in a round since 20");
    }
  }

  /// Its clock may have been set.
  @Test
  void isNoIllerWhenTheClockIsSetForward() throws Exception {
    AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);
    SettingsFile file = WrittenSettings.in(folder, "health: {listen: \"127.0.0.1:0\"}");
    try (Monitoring monitoring = Monitoring.start(file, () -> Instant.now().plus(set.get()))) {
      set.set(Duration.ofDays(1));

      assertThat(monitoring.vitals().alive().isWell()).isTrue();
    }
  }

  @Test
  void keepsOffThePortOfWebhooks() throws Exception {
    SettingsFile file =
        WrittenSettings.in(
            folder,
            "health: {listen: \"127.0.0.1:8081\"}",
            "forge: {kind: github, repository: a/b, token: {file: t}, webhook: {listen: \":8081\","
                + " secret: {file: s}}}");

    assertThatThrownBy(() -> Monitoring.start(file, InstantSource.system()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("health.listen: webhooks have this port");
  }

  @Test
  void saysWhoseSettingItIsIfThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SettingsFile file =
          WrittenSettings.in(
              folder, "health: {listen: \"127.0.0.1:" + taken.getLocalPort() + "\"}");

      assertThatThrownBy(() -> Monitoring.start(file, InstantSource.system()))
          .hasMessageContaining("spec.health.listen")
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }

  private void set(String line) throws Exception {
    Files.writeString(yard.settings(), Files.readString(yard.settings()) + "  " + line + "\n");
  }

  private void awaitFigure(RunningController controller, String line) {
    SmallYard.awaitThat(line, () -> figures(controller).lines().anyMatch(line::equals));
  }

  private String figures(RunningController controller) throws Exception {
    return get(controller, "/metrics").body();
  }

  private HttpResponse<String> get(RunningController controller, String path) throws Exception {
    URI uri = controller.health(path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
