package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against an SSH server in this process that runs the real `git-upload-pack` and
/// `git-receive-pack`.
class SshRemoteTest {
  private static final Path KEYGEN = Path.of("/usr/bin/ssh-keygen");

  @TempDir private Path folder;
  private Origin origin;
  private SshServer server;
  private Path identity;
  private Path knownHosts;

  @BeforeEach
  void serve() throws Exception {
    assumeTrue(Files.isExecutable(KEYGEN), "there is no ssh-keygen");
    origin = Origin.in(folder);
    origin.commit("main", Map.of("yard.yaml", "kind: Yard\n"));
    identity = key("identity");
    Path hostKey = key("host");
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(new FileKeyPairProvider(hostKey));
    server.setPublickeyAuthenticator(
        new AuthorizedKeysAuthenticator(folder.resolve("identity.pub")));
    server.setCommandFactory(
        (channel, command) ->
            new ProcessShellFactory(command, "sh", "-c", command).createShell(channel));
    server.start();
    knownHosts = knownHosts("host.pub");
  }

  private Path key(String name) throws Exception {
    Path file = folder.resolve(name);
    new ProcessBuilder(KEYGEN.toString(), "-q", "-t", "ed25519", "-N", "", "-f", file.toString())
        .start()
        .waitFor();
    return file;
  }

  private Path knownHosts(String publicKey) throws IOException {
    String key = Files.readString(folder.resolve(publicKey));
    return Files.writeString(
        folder.resolve("known_hosts"), "[127.0.0.1]:" + server.getPort() + " " + key);
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.stop(true);
      origin.close();
    }
  }

  @Test
  void fetchesAndPushesWithAnEd25519Key() throws Exception {
    try (ConfigRepository repository = open()) {
      Tips tips = repository.fetch();
      repository
          .status()
          .commit(
              List.of(new StatusChange.Put("a.yaml", "a")),
              new StatusMessage("Test", new LinkedHashMap<>()),
              Instant.EPOCH,
              Fence.NONE);

      assertThat(repository.commits().files(tips.main().orElseThrow())).hasSize(1);
      assertThat(origin.files("status")).isEqualTo(Map.of("a.yaml", "a"));
    }
  }

  @Test
  void refusesAHostThatIsNotKnown() throws Exception {
    String before = Files.readString(Files.writeString(knownHosts, ""));
    try (ConfigRepository repository = open()) {

      RemoteException failure = catchThrowableOfType(RemoteException.class, repository::tips);

      assertThat(failure.kind()).isEqualTo(RemoteException.Kind.NOT_ALLOWED);
      assertThat(failure).hasMessageContaining("known_hosts");
      assertThat(knownHosts).hasContent(before);
    }
  }

  @Test
  void refusesAHostWithAnotherKey() throws Exception {
    key("other");
    knownHosts("other.pub");
    try (ConfigRepository repository = open()) {

      RemoteException failure = catchThrowableOfType(RemoteException.class, repository::tips);

      assertThat(failure.kind()).isEqualTo(RemoteException.Kind.NOT_ALLOWED);
    }
  }

  @Test
  void saysWhatToCheckWhenTheKeyIsNotAccepted() throws Exception {
    identity = key("stranger");
    try (ConfigRepository repository = open()) {

      RemoteException failure = catchThrowableOfType(RemoteException.class, repository::tips);

      assertThat(failure.kind()).isEqualTo(RemoteException.Kind.NOT_ALLOWED);
      assertThat(failure).hasMessageContaining("check the identity file");
    }
  }

  private ConfigRepository open() throws Exception {
    String url = "ssh://git@127.0.0.1:" + server.getPort() + origin.folder();
    return ConfigRepository.open(
        Origin.settings(
            folder.resolve("state"),
            url,
            new Credentials.SshKey(identity, knownHosts),
            RemoteLimits.defaults()));
  }
}
