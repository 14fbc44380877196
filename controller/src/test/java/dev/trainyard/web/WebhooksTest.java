package dev.trainyard.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trainyard.forge.LocalForge;
import dev.trainyard.forge.Signature;
import dev.trainyard.web.WebhookSettings.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksTest {
  private static final String SECRET = "shared-5e";
  private static final Duration PAUSE = Duration.ofMillis(500);

  @TempDir private Path folder;
  private final AtomicInteger polls = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private Path secret;
  private Webhooks webhooks;

  @BeforeEach
  void start() throws IOException {
    secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    webhooks = Webhooks.start(settings(anyPort()), polls::incrementAndGet);
  }

  @AfterEach
  void stop() {
    webhooks.close();
    client.close();
  }

  private WebhookSettings settings(InetSocketAddress listen) {
    return new WebhookSettings(
        listen,
        () -> Files.readString(secret),
        new Limits(1 << 20, Duration.ofSeconds(2), 4, PAUSE));
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Test
  void bringsThePollForward() throws Exception {
    assertThat(gitHub("{}", Signature.of("{}".getBytes(UTF_8), SECRET))).isEqualTo(202);
    assertThat(polls).hasValue(1);
    await().until(() -> post("/webhooks/gitlab", Map.of("X-Gitlab-Token", SECRET), "{}") == 202);
    await().until(() -> polls.get() == 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        "sha256=0000000000000000000000000000000000000000000000000000000000000000",
        "sha1=f00",
        "shared-5e"
      })
  void leavesForgedDeliveriesAlone(String signature) throws Exception {
    assertThat(gitHub("{}", signature)).isEqualTo(401);
    assertThat(post("/webhooks/gitlab", Map.of("X-Gitlab-Token", signature + "x"), "{}"))
        .isEqualTo(401);
    assertThat(post("/webhooks/github", Map.of(), "{}")).isEqualTo(401);
    assertThat(polls).hasValue(0);
  }

  @Test
  void noticesAChangedBody() throws Exception {
    assertThat(gitHub("{\"a\":2}", Signature.of("{\"a\":1}".getBytes(UTF_8), SECRET)))
        .isEqualTo(401);
    assertThat(polls).hasValue(0);
  }

  @Test
  void takesNothingWithoutASecret() throws Exception {
    Files.writeString(secret, "");
    assertThat(post("/webhooks/gitlab", Map.of("X-Gitlab-Token", ""), "{}")).isEqualTo(401);

    Files.delete(secret);
    assertThat(post("/webhooks/gitlab", Map.of("X-Gitlab-Token", SECRET), "{}")).isEqualTo(401);
    assertThat(polls).hasValue(0);
  }

  @Test
  void readsTheSecretAnew() throws Exception {
    Files.writeString(secret, "renewed");

    assertThat(post("/webhooks/gitlab", Map.of("X-Gitlab-Token", "renewed"), "{}")).isEqualTo(202);
  }

  @Test
  void takesNothingLargerThanItsLimit() throws Exception {
    String fits = "x".repeat(1 << 20);
    assertThat(gitHub(fits, Signature.of(fits.getBytes(UTF_8), SECRET))).isEqualTo(202);

    String large = fits + "x";
    assertThat(gitHub(large, Signature.of(large.getBytes(UTF_8), SECRET))).isEqualTo(413);
    assertThat(polls).hasValue(1);
  }

  @Test
  void answersNothingElse() throws Exception {
    assertThat(post("/", Map.of(), "")).isEqualTo(404);
    assertThat(post("/webhooks/github/../gitlab/x", Map.of(), "")).isEqualTo(404);
    HttpRequest get = HttpRequest.newBuilder(at("/webhooks/github")).build();
    assertThat(client.send(get, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
  }

  @Test
  void lastsThroughAFlood() throws Exception {
    long began = System.nanoTime();
    for (int i = 0; i < 300; i++) {
      post("/webhooks/gitlab", Map.of("X-Gitlab-Token", SECRET), "{}");
    }
    long pauses = (System.nanoTime() - began) / PAUSE.toNanos();

    assertThat(polls.get()).isBetween(1, (int) pauses + 2);
    int before = polls.get();
    await().untilAsserted(() -> assertThat(polls.get()).isGreaterThanOrEqualTo(before));
  }

  @Test
  void isNotHeldUpByWhoeverSendsSlowly() throws Exception {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), webhooks.address().getPort());
      socket
          .getOutputStream()
          .write(
              "POST /webhooks/github HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx"
                  .getBytes(UTF_8));
      slow.add(socket);
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> post("/webhooks/gitlab", Map.of("X-Gitlab-Token", SECRET), "{}") == 202);
    for (Socket socket : slow) {
      socket.close();
    }
  }

  @Test
  void hearsARealForge() throws Exception {
    try (LocalForge forge = LocalForge.gitHub(folder.resolve("forge"))) {
      forge.push("lab", "main", Map.of("a", "b"));
      forge.push("lab", "mass", Map.of("a", "c"));
      forge.webhook(at("/webhooks/github"), SECRET);
      String number = forge.open("ann", "lab", "mass", "Mass");

      assertThat(polls).hasValue(1);
      forge.comment(number, "bob", "/test");
      forge.merge(number);
      await().until(() -> polls.get() >= 2);
      assertThat(forge.violations()).isEmpty();
    }
  }

  @Test
  void saysWhereItCannotListen() {
    assertThatThrownBy(() -> Webhooks.start(settings(webhooks.address()), polls::incrementAndGet))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("webhooks cannot be taken in at")
        .hasMessageContaining(String.valueOf(webhooks.address().getPort()));
  }

  private int gitHub(String body, String signature) throws Exception {
    return post("/webhooks/github", Map.of("X-Hub-Signature-256", signature), body);
  }

  private int post(String path, Map<String, String> headers, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at(path)).POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + webhooks.address().getPort() + path);
  }
}
