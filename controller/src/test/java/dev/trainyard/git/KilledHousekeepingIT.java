package dev.trainyard.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.CommitId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that is killed while it packs the mirror leaves one that the next can use.
class KilledHousekeepingIT {
  private static final int KILLS = Integer.getInteger("trainyard.kills", 4);
  private static final int LONGEST_MILLIS = 150;
  private static final int PACKS = 42;

  @TempDir private Path folder;

  /// `KilledHousekeepingIT REMOTE FOLDER`: packs, until it is killed.
  public static void main(String[] args) throws Exception {
    try (ConfigRepository repository = ConfigRepository.open(settings(args[0], Path.of(args[1])))) {
      System.out.println("begins");
      System.out.println(repository.housekeep());
    }
  }

  private static RepositorySettings settings(String remote, Path state) {
    return new RepositorySettings(
        new RemoteSettings(
            RemoteUrl.parse(remote, RemoteUrl.PlainHttp.LOOPBACK_ONLY),
            new Credentials.None(),
            RemoteLimits.defaults()),
        state,
        "main",
        "status",
        RepositorySettings.Author.TRAINYARD);
  }

  @Test
  void leavesAMirrorThatCanBeUsed() throws Exception {
    Random random = new Random(5);
    try (Origin origin = Origin.in(folder)) {
      CommitId last = fill(origin);
      for (int kill = 0; kill < KILLS; kill++) {
        Path state = folder.resolve("state" + kill);
        copy(folder.resolve("state"), state);

        String end = kill(origin, state, random.nextInt(LONGEST_MILLIS));

        use(origin, state, last, end);
      }
    }
  }

  private CommitId fill(Origin origin) throws Exception {
    CommitId last = origin.commit("main", Map.of("a.yaml", "version: none\n"));
    try (ConfigRepository repository = open(origin, folder.resolve("state"))) {
      for (int i = 0; i < PACKS; i++) {
        last = origin.commit("main", Map.of("a.yaml", "version: " + i + "\n"));
        repository.fetch();
      }
      commit(repository, "# Yard\n");
    }
    return last;
  }

  private static void commit(ConfigRepository repository, String readme) throws Exception {
    List<StatusChange> changes = List.of(new StatusChange.Put("README.md", readme));
    StatusMessage message = new StatusMessage("Test", new LinkedHashMap<>());
    repository.status().commit(changes, message, Instant.EPOCH, Fence.NONE);
  }

  private static ConfigRepository open(Origin origin, Path state) throws Exception {
    return ConfigRepository.open(settings(origin.folder().toString(), state));
  }

  /// Tells how it came to its end.
  private static String kill(Origin origin, Path state, int millis) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledHousekeepingIT.class.getName(),
                origin.folder().toString(),
                state.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      assertThat(out.readLine()).isEqualTo("begins");
      boolean over = process.waitFor(millis, TimeUnit.MILLISECONDS);
      return over ? "packed" : "killed after " + millis + " ms";
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void use(Origin origin, Path state, CommitId last, String end) throws Exception {
    try (ConfigRepository repository = open(origin, state)) {
      assertThat(repository.lastSeen().main()).contains(last);
      assertThat(repository.status().read("README.md")).isPresent();
      assertThat(repository.commits().earlier("a.yaml", last)).isPresent();
      commit(repository, state.getFileName().toString());
      assertThat(repository.housekeep()).isIn((Object[]) Housekeeping.values());
    }
    assertThat(state).isDirectoryNotContaining("glob:**.aside");
    Process fsck =
        new ProcessBuilder("git", "-C", state.resolve("mirror.git").toString(), "fsck", "--full")
            .redirectErrorStream(true)
            .start();
    String said = new String(fsck.getInputStream().readAllBytes(), UTF_8);
    assertThat(fsck.waitFor()).as("%s: %s", end, said).isZero();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
