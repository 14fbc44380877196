package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.trainyard.git.HttpOrigin.Behaviour;
import dev.trainyard.git.RemoteException.Kind;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A server that fails in every way that we could think of: what was seen before stays readable,
/// the failure says what it is, and the next fetch brings everything.
class GitFaultsTest {
  private static final Instant WHEN = Instant.parse("2026-11-21T09:00:00Z");
  private static final StatusMessage MESSAGE = new StatusMessage("Test", new LinkedHashMap<>());

  @TempDir private Path folder;
  private Origin origin;
  private HttpOrigin server;
  private Path tokenFile;
  private CommitId first;

  @BeforeEach
  void serve() throws Exception {
    origin = Origin.in(folder);
    first = origin.commit("main", Map.of("yard.yaml", "kind: Yard\n"));
    server = new HttpOrigin(folder);
    tokenFile = Files.writeString(folder.resolve("token"), "secret-1\n");
  }

  @AfterEach
  void stop() {
    server.close();
    origin.close();
  }

  @ParameterizedTest
  @MethodSource("dev.trainyard.git.GitFault#all")
  void keepsWhatItHasAndGoesOnAfterwards(GitFault fault) throws Exception {
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      repository.fetch();
      CommitId second = origin.commit("main", Map.of("more.yaml", "kind: More\n"));
      server.behave(only(fault));

      RemoteException failure =
          catchThrowableOfType(RemoteException.class, () -> repository.fetch());

      assertThat(failure).as("it fails").isNotNull();
      assertThat(failure.kind()).as(failure.getMessage()).isIn(fault.kinds());
      assertThat(failure.getMessage()).doesNotContain("secret-1").isNotBlank();
      assertThat(repository.lastSeen().main()).contains(first);
      assertThat(repository.commits().files(first)).hasSize(1);

      server.behave((_, _) -> false);

      assertThat(repository.fetch().main()).contains(second);
      assertThat(repository.commits().files(second)).hasSize(2);
    }
  }

  private Behaviour only(GitFault fault) {
    return (exchange, body) -> {
      boolean here = exchange.getRequestURI().getPath().endsWith(fault.path());
      if (here && !isListing(exchange, body)) {
        fault.answer().give(server, exchange, body);
        return true;
      }
      return false;
    };
  }

  /// Faults of the fetch come after a listing that was right.
  private static boolean isListing(HttpExchange exchange, byte[] body) throws IOException {
    boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream bytes = new ByteArrayInputStream(body);
    try (InputStream text = packed ? new GZIPInputStream(bytes) : bytes) {
      return new String(text.readAllBytes(), StandardCharsets.ISO_8859_1)
          .contains("command=ls-refs");
    }
  }

  @Test
  void refusesABranchWhoseObjectsAreMissing() throws Exception {
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      repository.fetch();
      Files.writeString(origin.folder().resolve("refs/heads/main"), "1".repeat(40) + "\n");

      RemoteException failure =
          catchThrowableOfType(RemoteException.class, () -> repository.fetch());

      assertThat(failure).isNotNull();
      assertThat(repository.lastSeen().main()).contains(first);
    }
  }

  @Test
  void endsAtAListOfRefsWithoutEnd() throws Exception {
    try (ConfigRepository repository =
        open(new RemoteLimits(Duration.ofMinutes(1), ByteSize.parse("256Ki")))) {
      repository.fetch();
      server.behave(
          (exchange, body) -> {
            boolean listing = isListing(exchange, body);
            if (listing) {
              refsWithoutEnd(exchange);
            }
            return listing;
          });

      RemoteException failure =
          catchThrowableOfType(RemoteException.class, () -> repository.tips());

      assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
    }
  }

  private static void refsWithoutEnd(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-result");
    exchange.sendResponseHeaders(200, 0);
    for (int i = 0; i < 20_000; i++) {
      String line = "%040x refs/tags/v%d\n".formatted(i + 1, i);
      exchange
          .getResponseBody()
          .write("%04x%s".formatted(line.length() + 4, line).getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void worksWithTheNextTokenWhenOneFailsNowAndThen() throws Exception {
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      server.behave(
          (exchange, _) -> {
            boolean old =
                !exchange.getRequestHeaders().getFirst("Authorization").equals(login("secret-2"));
            if (old) {
              exchange.sendResponseHeaders(401, -1);
            }
            return old;
          });
      RemoteException refused =
          catchThrowableOfType(RemoteException.class, () -> repository.fetch());

      Files.delete(tokenFile);
      RemoteException missing =
          catchThrowableOfType(RemoteException.class, () -> repository.fetch());
      Files.writeString(tokenFile, "secret-2\n");

      assertThat(repository.fetch().main()).contains(first);
      assertThat(refused.kind()).isEqualTo(Kind.NOT_ALLOWED);
      assertThat(missing).hasMessageContaining("token");
    }
  }

  private static String login(String token) {
    byte[] bytes = ("git:" + token).getBytes(StandardCharsets.UTF_8);
    return "Basic " + java.util.Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void readsAStatusBranchThatWasReplaced() throws Exception {
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      repository.fetch();
      StatusBranch status = repository.status();
      status.commit(List.of(new StatusChange.Put("a.yaml", "1")), MESSAGE, WHEN, Fence.NONE);
      origin.reset("status", first);

      status.commit(List.of(new StatusChange.Put("a.yaml", "2")), MESSAGE, WHEN, Fence.NONE);

      assertThat(origin.files("status"))
          .isEqualTo(Map.of("a.yaml", "2", "yard.yaml", "kind: Yard\n"));
    }
  }

  @Test
  void makesAMirrorAnewThatWasDeletedWhileInUse() throws Exception {
    try (ConfigRepository repository = open(RemoteLimits.defaults())) {
      repository.fetch();
      delete(folder.resolve("state/mirror.git"));
      CommitId second = origin.commit("main", Map.of("more.yaml", "kind: More\n"));

      for (int i = 0; i < 3 && !isReadable(repository, second); i++) {
        try {
          repository.fetch();
        } catch (IOException | RemoteException _) {
          // The next round asks again.
        }
      }

      assertThat(repository.commits().files(second)).hasSize(2);
    }
  }

  private static boolean isReadable(ConfigRepository repository, CommitId commit) {
    try {
      return repository.commits().files(commit).size() == 2;
    } catch (IOException | IllegalArgumentException _) {
      return false;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private ConfigRepository open(RemoteLimits limits) throws Exception {
    Credentials token = new Credentials.HttpToken("git", () -> Files.readString(tokenFile).strip());
    return ConfigRepository.open(
        Origin.settings(folder.resolve("state"), server.url(), token, limits));
  }
}
