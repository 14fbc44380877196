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

/// The yard that people start from.
class ExampleConfigRepoTest {
  private static final Path TOP = Path.of("../example-config-repo");

  @Test
  void hasNoProblems() throws IOException {
    Snapshot snapshot = read();

    assertThat(snapshot.problems()).isEmpty();
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

  private static Snapshot read() throws IOException {
    try (Stream<Path> all = Files.walk(TOP)) {
      List<FileEntry> files =
          all.filter(Files::isRegularFile)
              .map(file -> TOP.relativize(file).toString())
              .map(path -> new FileEntry(path, path))
              .toList();
      return new SnapshotReader(new Json())
          .read(
              new SnapshotSource(
                  new CommitId("0".repeat(40)),
                  files,
                  (id, _) -> bytes(TOP.resolve(id)),
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
