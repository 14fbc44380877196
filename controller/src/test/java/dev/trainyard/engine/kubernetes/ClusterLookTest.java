package dev.trainyard.engine.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a cluster tells of our rights, by answers as `kubectl auth can-i -v 8` shows them.
class ClusterLookTest {
  @TempDir private Path folder;
  private HttpServer server;

  @BeforeEach
  void begin() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", ClusterLookTest::answer);
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    boolean allowed = !(asked.contains("\"jobs\"") && asked.contains("\"patch\""));
    String text =
        switch (exchange.getRequestURI().getPath()) {
          case "/version" -> "{\"major\":\"1\",\"minor\":\"34\",\"gitVersion\":\"v1.34.1\"}";
          case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" ->
              "{\"kind\":\"SelfSubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\","
                  + "\"status\":{\"allowed\":%s,\"reason\":\"RBAC\"}}".formatted(allowed);
          default -> "{}";
        };
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, text.length());
    exchange.getResponseBody().write(text.getBytes(UTF_8));
    exchange.close();
  }

  private KubernetesSettings settings() throws IOException {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters:
              - {name: double, cluster: {server: "http://127.0.0.1:%d"}}
            users:
              - {name: me, user: {token: mine}}
            contexts:
              - {name: it, context: {cluster: double, user: me, namespace: farm}}
            current-context: it
            """
                .formatted(server.getAddress().getPort()));
    return KubernetesFactory.settings(kubeconfig, KubernetesFactory.jobs(10));
  }

  @Test
  void tellsWhatMayNotBeDone() throws Exception {
    ClusterLook look = KubernetesEngine.look(settings(), InstantSource.system());

    assertThat(look).isEqualTo(new ClusterLook("v1.34.1", "farm", List.of("patch jobs")));
  }

  @Test
  void failsWhereNobodyAnswers() throws Exception {
    KubernetesSettings settings = settings();
    server.stop(0);

    assertThatThrownBy(() -> KubernetesEngine.look(settings, InstantSource.system()))
        .isInstanceOf(IOException.class);
  }
}
