package dev.trainyard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.SnapshotSource;
import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The yard that newcomers copy: it is valid, and its programs do what its README says.
class ExampleYardTest {
  private static final Path YARD = Path.of("..", "example-config-repo", "analysis");

  private static final CommitId COMMIT = new CommitId("1".repeat(40));
  private static final String FIRST_RELEASE = "dimuon-tools-v1.0.0";

  @TempDir private Path work;

  @Test
  void hasNothingToComplainAbout() throws IOException {
    Snapshot yard = read();

    assertThat(yard.problems()).isEmpty();
    assertThat(yard.analyses()).containsOnlyKeys("common", "spectrum", "quarkonium");
    assertThat(yard.trains()).hasSize(4);
  }

  @Test
  void programsFindWhatTheGeneratorPutIn() throws Exception {
    Path log = work.resolve("test.log");

    int exit = run(log, "software/dimuon-tools/test/run", work.toString());

    assertThat(exit).as(() -> text(log)).isZero();
  }

  private static Snapshot read() throws IOException {
    try (Stream<Path> paths = Files.walk(YARD)) {
      List<FileEntry> files =
          paths
              .filter(Files::isRegularFile)
              .map(path -> YARD.relativize(path).toString())
              .filter(SnapshotReader::isCandidate)
              .map(path -> new FileEntry(path, path))
              .toList();
      return new SnapshotReader(new Json())
          .read(
              new SnapshotSource(
                  COMMIT,
                  files,
                  ExampleYardTest::content,
                  SnapshotSource.History.none(),
                  ExampleYardTest::versions));
    }
  }

  private static byte[] content(String path, int most) {
    try {
      return Arrays.copyOf(
          Files.readAllBytes(YARD.resolve(path)),
          (int) Math.min(most, Files.size(YARD.resolve(path))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What Git would say: one release where a package has tags, and the folder as it stands
  /// elsewhere.
  private static Map<String, List<PackageVersion>> versions(
      Map<String, Declared<PackageSpec>> packages) {
    return packages.values().stream()
        .collect(Collectors.toMap(Declared::name, ExampleYardTest::versions));
  }

  private static List<PackageVersion> versions(Declared<PackageSpec> software) {
    PackageSpec.Source source = software.spec().source();
    if (!Files.isDirectory(YARD.resolve(source.folder()))) {
      return List.of();
    }
    String tag = source.tags() == null ? PackageVersion.HEAD : FIRST_RELEASE;
    return List.of(new PackageVersion(software.name(), tag, COMMIT, "2".repeat(40), Instant.EPOCH));
  }

  private static int run(Path log, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(YARD.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ends within a minute").isTrue();
    return process.exitValue();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
