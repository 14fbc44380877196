package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigRepositoryTest {
  private static final ByteSize LIMIT = ByteSize.parse("256Ki");
  private static final Instant WHEN = Instant.parse("2026-11-21T09:00:00Z");

  @TempDir private Path folder;
  private Origin origin;
  private CommitId first;
  private Path state;

  @BeforeEach
  void begin() throws Exception {
    origin = Origin.in(folder);
    first = origin.commit("main", Map.of("yard.yaml", "kind: Yard\n"));
    state = folder.resolve("state");
  }

  @AfterEach
  void close() {
    origin.close();
  }

  @Test
  void tellsWhereTheRemoteStands() throws Exception {
    CommitId status = origin.commit("status", Map.of("README.md", "# Yard\n"));
    origin.commit("main-old", Map.of("a", "a"));
    origin.annotatedTag("v1", first);

    try (ConfigRepository repository = open()) {
      Tips tips = repository.tips();

      assertThat(tips)
          .isEqualTo(new Tips(Optional.of(first), Optional.of(status), Map.of("v1", first.hex())));
    }
  }

  @Test
  void knowsAnEmptyRemote() throws Exception {
    origin.delete("refs/heads/main");

    try (ConfigRepository repository = open()) {
      assertThat(repository.fetch())
          .isEqualTo(new Tips(Optional.empty(), Optional.empty(), Map.of()));
    }
  }

  @Test
  void saysThatThereIsNoRepository() throws Exception {
    String url = folder.resolve("none.git").toString();

    try (ConfigRepository repository =
        ConfigRepository.open(
            Origin.settings(state, url, new Credentials.None(), RemoteLimits.defaults()))) {
      assertThatThrownBy(repository::tips)
          .isInstanceOfSatisfying(
              RemoteException.class,
              e -> assertThat(e.kind()).isEqualTo(RemoteException.Kind.MISSING));
    }
  }

  @Test
  void detectsARewrittenMain() throws Exception {
    CommitId second = origin.commit("main", Map.of("yard.yaml", "spec: {}\n"));
    try (ConfigRepository repository = open()) {
      repository.fetch();
      repository.accept(second);
      origin.reset("main", first);
      CommitId other = origin.commit("main", Map.of("yard.yaml", "other\n"));

      repository.fetch();

      Commits commits = repository.commits();
      assertThat(commits.isDescendant(first, other)).isTrue();
      assertThat(commits.isDescendant(second, other)).isFalse();
      assertThat(commits.isDescendant(other, other)).isTrue();
      assertThat(commits.isDescendant(new CommitId("a".repeat(40)), other)).isFalse();
      assertThat(commits.files(second)).hasSize(1);
    }
  }

  @Test
  void forgetsTagsThatAreGone() throws Exception {
    origin.tag("v1", first);
    try (ConfigRepository repository = open()) {
      repository.fetch();
      origin.delete("refs/tags/v1");
      origin.tag("v2", first);

      assertThat(repository.fetch().tags()).isEqualTo(Map.of("v2", first.hex()));
      assertThat(repository.tips().tags()).isEqualTo(Map.of("v2", first.hex()));
    }
  }

  @Test
  void refusesASecondControllerAndNamesTheFirst() throws Exception {
    try (ConfigRepository repository = open()) {
      repository.tips();

      assertThatThrownBy(this::open)
          .isInstanceOf(MirrorInUseException.class)
          .hasMessageStartingWith(state + " is in use by process " + ProcessHandle.current().pid())
          .hasMessageEndingWith("; stop that controller, or give this one a folder of its own");
    }

    open().close();
  }

  @Test
  void refusesAControllerInAnotherProcess() throws Exception {
    try (ConfigRepository repository = open()) {
      repository.tips();

      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SecondController.class.getName(),
                  state.toString())
              .redirectErrorStream(true)
              .start();

      assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("is in use by process " + ProcessHandle.current().pid());
    }
  }

  /// Takes the folder in a process of its own.
  static final class SecondController {
    public static void main(String[] args) throws Exception {
      FolderLock.take(Path.of(args[0])).close();
    }
  }

  @Test
  void removesWhatAKilledControllerLeftBehind() throws Exception {
    CommitId main = origin.commit("main", Map.of("a.yaml", "a"));
    try (ConfigRepository repository = open()) {
      repository.fetch();
    }
    Path git = state.resolve("mirror.git");
    Path lock = Files.createFile(git.resolve("refs/remotes/origin/main.lock"));
    Path half = Files.createFile(git.resolve("objects/incoming_123.pack"));
    Path tag =
        Files.writeString(
            Files.createDirectories(git.resolve("refs/tags")).resolve("nozzle-1"),
            main.hex() + "\n");

    open().close();

    assertThat(lock).doesNotExist();
    assertThat(half).doesNotExist();
    assertThat(tag).exists();
  }

  @Test
  void fetchesFoldersThatNameEachOtherOnce() throws Exception {
    try (ConfigRepository repository = open()) {
      repository.fetch();
      CommitId bomb = origin.commitBomb("main", 12);

      assertThat(repository.fetch().main()).contains(bomb);
    }
  }

  @Test
  void makesAMirrorAnewThatCannotBeOpened() throws Exception {
    try (ConfigRepository repository = open()) {
      repository.fetch();
    }
    deletePacks();

    try (ConfigRepository repository = open()) {
      repository.fetch();

      assertThat(repository.commits().files(first)).hasSize(1);
    }
    assertThat(state).isDirectoryContaining("glob:**/mirror.git.aside");
  }

  @Test
  void doesNotCarryTheStatusOfOneRepositoryIntoAnother() throws Exception {
    origin.commit("status", Map.of("README.md", "# Yard"));
    try (ConfigRepository repository = open()) {
      repository.fetch();
    }
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));

    try (Origin other = Origin.in(elsewhere);
        ConfigRepository repository = ConfigRepository.open(other.settings(state))) {
      repository.fetch();

      assertThat(repository.status().list("")).isEmpty();
    }
  }

  @Test
  void refusesObjectsThatGitForbids() throws Exception {
    origin.commitTree("main", "..");

    try (ConfigRepository repository = open()) {
      assertThatThrownBy(repository::fetch)
          .isInstanceOfSatisfying(
              RemoteException.class,
              e -> assertThat(e.kind()).isEqualTo(RemoteException.Kind.REJECTED));
      assertThat(repository.commits().has(first)).isFalse();
    }
  }

  @Test
  void makesAMirrorAnewThatBreaksWhileInUse() throws Exception {
    try (ConfigRepository repository = open()) {
      repository.fetch();
      Commits commits = repository.commits();
      deletePacks();

      assertThatThrownBy(() -> readAll(commits))
          .isInstanceOf(UnreadableRepositoryException.class)
          .hasMessageStartingWith("the mirror of the config repository is damaged: ");
      repository.tips();

      readAll(commits);
    }
  }

  private void readAll(Commits commits) throws Exception {
    for (TreeFile file : commits.files(first)) {
      commits.blob(file.blob(), LIMIT);
    }
  }

  private void deletePacks() throws Exception {
    try (Stream<Path> files = Files.walk(state.resolve("mirror.git/objects"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void doesNotTakeAnUnknownCommitForDamage() throws Exception {
    try (ConfigRepository repository = open()) {
      repository.fetch();
      CommitId unknown = new CommitId("a".repeat(40));

      assertThatThrownBy(() -> repository.commits().files(unknown))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("commit aaaaaaaaaa is not in this repository");
      repository.tips();

      assertThat(state).isDirectoryNotContaining("glob:**/mirror.git.aside");
    }
  }

  @Test
  void packsWhenThereIsMuchToPack() throws Exception {
    try (ConfigRepository repository = open()) {
      repository.fetch();
      for (int i = 0; i < 42; i++) {
        origin.commit("main", Map.of("a.yaml", "version: " + i));
        repository.fetch();
      }
      List<StatusChange> changes = List.of(new StatusChange.Put("README.md", "# Yard\n"));
      StatusMessage message = new StatusMessage("Test", new LinkedHashMap<>());
      repository.status().commit(changes, message, WHEN, Fence.NONE);

      assertThat(repository.housekeep()).isEqualTo(Housekeeping.PACKED);

      assertThat(repository.housekeep()).isEqualTo(Housekeeping.NOTHING_TO_DO);
      assertThat(repository.status().read("README.md")).contains("# Yard\n");
      assertThat(repository.commits().earlier("a.yaml", repository.tips().main().orElseThrow()))
          .isPresent();
      assertThat(state.resolve("mirror.git/objects/pack")).isDirectoryContaining("glob:**.pack");
    }
  }

  @Test
  void readsNeitherTheEnvironmentNorTheUsersConfiguration() throws Exception {
    JGitSetup.ensure();

    SystemReader system = SystemReader.getInstance();

    assertThat(system.getenv("PATH")).isNull();
    assertThat(system.getUserConfig())
        .isInstanceOfSatisfying(FileBasedConfig.class, c -> assertThat(c.getFile()).isNull());
    assertThat(system.getJGitConfig())
        .isInstanceOfSatisfying(FileBasedConfig.class, c -> assertThat(c.getFile()).isNull());
  }

  private ConfigRepository open() throws Exception {
    return ConfigRepository.open(origin.settings(state));
  }
}
