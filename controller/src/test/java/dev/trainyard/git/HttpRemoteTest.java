package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpRemoteTest {
  private static final String TOKEN = "canary-7f3a";
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(("x-access-token:" + TOKEN).getBytes(StandardCharsets.UTF_8));
  private static final Instant WHEN = Instant.parse("2026-11-21T09:00:00Z");
  private static final StatusMessage MESSAGE = new StatusMessage("Test", new LinkedHashMap<>());

  @TempDir private Path folder;
  private Origin origin;
  private HttpOrigin server;
  private Path tokenFile;

  @BeforeEach
  void serve() throws Exception {
    origin = Origin.in(folder);
    origin.commit("main", Map.of("yard.yaml", "kind: Yard\n"));
    server = new HttpOrigin(folder);
    tokenFile = Files.writeString(folder.resolve("token"), TOKEN + "\n");
  }

  @AfterEach
  void stop() {
    server.close();
    origin.close();
  }

  @Test
  void fetchesAndPushes() throws Exception {
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      Tips tips = repository.fetch();
      repository.status().commit(List.of(put("a.yaml")), MESSAGE, WHEN, Fence.NONE);

      assertThat(repository.commits().files(tips.main().orElseThrow())).hasSize(1);
      assertThat(origin.files("status")).isEqualTo(Map.of("a.yaml", "a"));
    }
  }

  @Test
  void asksOnceWhenNothingChanged() throws Exception {
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      Tips before = repository.fetch();
      server.forget();

      Tips tips = repository.tips();

      assertThat(tips).isEqualTo(before);
      assertThat(server.requests())
          .extracting(HttpOrigin.Request::path)
          .containsExactly("/yard.git/info/refs", "/yard.git/git-upload-pack");
    }
  }

  @Test
  void asksForTheNamedRefsOnly() throws Exception {
    StringBuilder asked = new StringBuilder();
    server.behave(
        (_, body) -> {
          asked.append(new String(unzipped(body), StandardCharsets.UTF_8));
          return false;
        });
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      repository.tips();

      assertThat(asked)
          .contains("ref-prefix refs/heads/main", "ref-prefix refs/heads/status")
          .contains("ref-prefix refs/tags/");
    }
  }

  private static byte[] unzipped(byte[] body) throws IOException {
    boolean zipped = body.length > 1 && body[0] == 0x1f;
    return zipped ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
  }

  @Test
  void readsTheTokenAnewForEachConnection() throws Exception {
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      repository.tips();
      Files.writeString(tokenFile, "renewed");
      server.forget();

      repository.tips();

      String renewed =
          Base64.getEncoder()
              .encodeToString("x-access-token:renewed".getBytes(StandardCharsets.UTF_8));
      assertThat(server.requests())
          .allMatch(r -> r.authorization().equals(Optional.of("Basic " + renewed)));
    }
  }

  @Test
  void neverGivesTheTokenToTheTargetOfARedirect() throws Exception {
    try (HttpOrigin elsewhere = new HttpOrigin(folder);
        ConfigRepository repository = open(RemoteLimits.defaults())) {
      server.behave(
          (exchange, _) -> {
            String to = elsewhere.url().replace("/yard.git", "") + exchange.getRequestURI();
            exchange.getResponseHeaders().add("Location", to);
            exchange.sendResponseHeaders(302, -1);
            return true;
          });

      RemoteException failure =
          catchThrowableOfType(RemoteException.class, () -> repository.fetch());

      assertThat(failure.kind()).isEqualTo(RemoteException.Kind.NOT_ALLOWED);
      assertThat(failure).hasMessageContaining("a redirect, which is not followed");
      assertThat(server.requests().getFirst().authorization()).contains(BASIC);
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void stopsAtTheLimitOfBytes() throws Exception {
    byte[] random = new byte[400_000];
    new Random(1).nextBytes(random);
    origin.commit("main", Map.of("big.bin", Base64.getEncoder().encodeToString(random)));
    try (ConfigRepository repository =
        open(new RemoteLimits(Duration.ofMinutes(1), ByteSize.parse("100Ki")))) {

      RemoteException failure =
          catchThrowableOfType(RemoteException.class, () -> repository.fetch());

      assertThat(failure.kind()).isEqualTo(RemoteException.Kind.TOO_LARGE);
    }
  }

  @Test
  void saysWhatToCheckWhenTheTokenIsRefusedAndKeepsItSecret() throws Exception {
    server.behave(
        (exchange, _) -> {
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"" + TOKEN + "\"");
          exchange.sendResponseHeaders(401, -1);
          return true;
        });
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {

      RemoteException failure =
          catchThrowableOfType(RemoteException.class, () -> repository.fetch());

      assertThat(failure)
          .hasMessage(
              "fetch of "
                  + server.url()
                  + ": the server answered 401; check the token, its expiry and its rights on this"
                  + " repository");
    }
  }

  @Test
  void takesNoWebPageForAnEmptyRepository() throws Exception {
    server.behave(
        (exchange, _) -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, -1);
          return true;
        });
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      assertThatThrownBy(repository::tips)
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining("did not answer as a Git server does, but with content of type");
    }
  }

  @Test
  void keepsTheTokenOutOfTextsOfTheServer() throws Exception {
    server.behave(
        (exchange, _) -> {
          exchange.getResponseHeaders().add("Content-Type", "text/" + TOKEN + BASIC);
          exchange.sendResponseHeaders(200, -1);
          return true;
        });
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {

      RemoteException failure =
          catchThrowableOfType(RemoteException.class, () -> repository.fetch());

      assertThat(failure.toString()).doesNotContain(TOKEN).doesNotContain(BASIC.substring(6));
      assertThat(failure).hasNoCause().hasMessageContaining("text/***");
      assertThat(credentials().toString()).doesNotContain(TOKEN);
    }
  }

  @Test
  void findsOutThatALostConnectionHadPushed() throws Exception {
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      repository.fetch();
      server.behave(
          (exchange, body) -> {
            boolean push = exchange.getRequestURI().getPath().endsWith("git-receive-pack");
            if (push) {
              server.cgi(exchange, body);
            }
            return push; // and no answer
          });

      StatusCommit result =
          repository.status().commit(List.of(put("a.yaml")), MESSAGE, WHEN, Fence.NONE);

      CommitId tip = new CommitId(origin.tip("status").orElseThrow().name());
      assertThat(result).isEqualTo(new StatusCommit.Created(tip));
      assertThat(origin.commits("status")).isEqualTo(1);
    }
  }

  @Test
  void isNotAheadOfARemoteThatDidNotTakeThePush() throws Exception {
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      repository.fetch();
      server.behave(
          (exchange, _) -> exchange.getRequestURI().getPath().endsWith("git-receive-pack"));

      assertThatThrownBy(
              () -> repository.status().commit(List.of(put("a.yaml")), MESSAGE, WHEN, Fence.NONE))
          .isInstanceOfSatisfying(RemoteException.class, e -> assertThat(e.retryable()).isTrue());

      assertThat(repository.status().read("a.yaml")).isEmpty();
    }
  }

  private ConfigRepository open(RemoteLimits limits) throws Exception {
    return ConfigRepository.open(
        Origin.settings(folder.resolve("state"), server.url(), credentials(), limits));
  }

  private Credentials credentials() {
    return new Credentials.HttpToken("x-access-token", () -> Files.readString(tokenFile));
  }

  private static StatusChange put(String path) {
    return new StatusChange.Put(path, path.substring(0, 1));
  }
}
