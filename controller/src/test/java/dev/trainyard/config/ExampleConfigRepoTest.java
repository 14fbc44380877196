package dev.trainyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.config.SnapshotSource.History;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The yards that people start from: a folder each.
class ExampleConfigRepoTest {
  private static final Path ALL = Path.of("../example-config-repo");
  private static final Path TOP = ALL.resolve("analysis");

  static List<Path> yards() throws IOException {
    try (Stream<Path> folders = Files.list(ALL)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("yards")
  void hasNoProblems(Path yard) throws IOException {
    Snapshot snapshot = read(yard);

    assertThat(snapshot.problems()).isEmpty();
    assertThat(snapshot.wagons()).isNotEmpty();
    assertThat(yard.resolve("yard.yaml")).exists();
    assertThat(yard.resolve("README.md")).exists();
    assertThat(Files.readString(ALL.resolve("README.md")))
        .contains("(" + yard.getFileName() + "/README.md)");
  }

  @Test
  void yardOfAnalysesHoldsManyWagons() throws IOException {
    Snapshot snapshot = read(TOP);

    assertThat(snapshot.wagons()).hasSizeGreaterThan(5);
    assertThat(snapshot.trains()).isNotEmpty();
  }

  @Test
  void tellsForgesWhoOwnsWhat() throws IOException {
    WorkingCopy copy = WorkingCopy.at(TOP);

    assertThat(copy.codeOwners()).singleElement().matches(CodeOwnersFile::isGenerated);
    assertThat(YardCheck.withoutCache().check(copy.source(), copy.codeOwners()).problems())
        .isEmpty();
  }

  private static Snapshot read(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      List<FileEntry> files =
          all.filter(Files::isRegularFile)
              .map(file -> top.relativize(file).toString())
              .map(path -> new FileEntry(path, path))
              .toList();
      return new SnapshotReader(new Json())
          .read(
              new SnapshotSource(
                  new CommitId("0".repeat(40)),
                  files,
                  (id, _) -> bytes(top.resolve(id)),
                  History.none(),
                  _ -> Map.of()));
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
