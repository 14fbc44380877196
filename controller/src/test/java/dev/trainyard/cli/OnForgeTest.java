package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.forge.Forge;
import dev.trainyard.forge.LocalForge;
import dev.trainyard.forge.PullRequest;
import dev.trainyard.forge.Signature;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnForgeTest {
  private static final String SETTINGS =
      """
      apiVersion: trainyard.dev/v1
      kind: Settings
      metadata: {name: dimuon}
      spec:
        repository: {url: /srv/git/dimuon.git}
        work: work
        store: store
      """;

  @TempDir private Path folder;

  @Test
  void speaksToTheForgeThatIsSet() throws Exception {
    try (LocalForge local = LocalForge.gitLab(folder.resolve("forge"))) {
      local.account("trainyard", "t0ken");
      local.push("lab", "main", Map.of("a", "b"));
      local.push("lab", "mass", Map.of("a", "c"));
      local.open("ann", "lab", "mass", "Mass");
      Files.writeString(folder.resolve("token"), "t0ken\n");
      String forge =
          "{kind: gitlab, url: '%s/api/v4/', repository: lab/yard, token: {file: token}}"
              .formatted(local.api());

      try (Forge opened = open(forge)) {
        assertThat(opened.open()).extracting(PullRequest::title).containsExactly("Mass");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: github, url: 'https://github.com' | the API is at https://api.github.com",
        "kind: github, url: 'http://github.example.org/api/v3' | must begin with https://",
        "kind: gitlab, url: 'https://me:secret@gitlab.com' | has no user",
        "kind: gitlab, url: 'https://gitlab.com/?x=1' | has no user, no ?",
        "kind: gitlab, url: 'https://' | forge:",
        "kind: gitea | spec.forge.kind"
      })
  void saysWhatIsWrongWithTheForge(String forge, String problem) {
    String all = "{" + forge + ", repository: lab/yard, token: {file: token}}";

    assertThatThrownBy(() -> open(all).close())
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("secret");
  }

  @Test
  void opensNoneIfNoneIsSet() throws Exception {
    Path settings = Files.writeString(folder.resolve("settings.yaml"), SETTINGS);

    assertThat(OnForge.open(SettingsFile.read(settings, new Json()), InstantSource.system()))
        .isEmpty();
  }

  @Test
  void looksAtOnceWhenAWebhookComes() throws Exception {
    try (SmallYard yard = SmallYard.in(folder)) {
      int port = freePort();
      String address = "127.0.0.1:" + port;
      Files.writeString(folder.resolve("token"), "t0ken");
      Files.writeString(folder.resolve("hook"), "s3cret");
      Files.writeString(
          yard.settings(),
          Files.readString(yard.settings()).replaceAll("poll: .*", "poll: 4h").stripTrailing()
              + """

                forge:
                  kind: github
                  repository: lab/yard
                  token: {file: token}
                  webhook: {listen: '%s', secret: {file: hook}}
              """
                  .formatted(address));
      try (RunningController _ = RunningController.start(yard.settings())) {
        yard.awaitStatus("controller.yaml", yard.origin().at("main").orElseThrow().hex());
        String moved = yard.commit("notes.txt", "more").hex();

        assertThat(deliver(address, "wrong")).isEqualTo(401);
        assertThat(deliver(address, "s3cret")).isEqualTo(202);
        yard.awaitStatus("controller.yaml", moved);
      }
    }
  }

  private static int deliver(String address, String secret) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/webhooks/github"))
            .header("X-Hub-Signature-256", Signature.of("{}".getBytes(UTF_8), secret))
            .POST(BodyPublishers.ofString("{}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Forge open(String forge) throws Exception {
    Path settings =
        Files.writeString(folder.resolve("settings.yaml"), SETTINGS + "  forge: " + forge + "\n");
    return OnForge.open(SettingsFile.read(settings, new Json()), InstantSource.system())
        .orElseThrow();
  }
}
