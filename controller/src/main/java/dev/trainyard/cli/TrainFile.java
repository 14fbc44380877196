package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.SnapshotSource;
import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.controller.Memory;
import dev.trainyard.json.Json;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The file that declares a train in a working copy, and what a change of it would bring.
///
/// @param train as it is declared now
/// @param content of its file
record TrainFile(
    WorkingCopy copy,
    SnapshotReader reader,
    Declared<TrainSpec> train,
    String content,
    Set<String> problems) {
  private static final String CHANGED = "changed";

  /// Finds a train in the working copy.
  ///
  /// @throws UsageException if none of this name is declared there
  static TrainFile find(Path top, String name, Json json) throws IOException, UsageException {
    WorkingCopy copy = WorkingCopy.at(top);
    SnapshotReader reader = new SnapshotReader(json);
    Snapshot yard = reader.read(copy.source());
    Declared<TrainSpec> train =
        Objects.requireNonNull(
            yard.trains().get(YardNames.of(yard, Memory.EMPTY).train(name)), name);
    String content = Files.readString(top.resolve(train.position().path()));
    return new TrainFile(copy, reader, train, content, signatures(yard));
  }

  /// From the top of the repository, with slashes.
  String path() {
    return train.position().path();
  }

  Path file() {
    return copy.top().resolve(path());
  }

  /// The errors that the yard would have with another content of the file and does not have now.
  ///
  /// @param changed null if the file is deleted
  List<Problem> broughtBy(@Nullable String changed) {
    SnapshotSource now = copy.source();
    List<FileEntry> files = new ArrayList<>(now.files());
    files.removeIf(file -> file.path().equals(path()));
    if (changed != null) {
      files.add(new FileEntry(path(), CHANGED));
    }
    SnapshotSource.Blobs blobs =
        (id, most) ->
            id.equals(CHANGED) && changed != null
                ? changed.getBytes(UTF_8)
                : now.blobs().read(id, most);
    Snapshot yard =
        reader.read(new SnapshotSource(now.commit(), files, blobs, now.history(), now.versions()));
    return yard.problems().stream()
        .filter(Problem::isError)
        .filter(problem -> !problems.contains(signature(problem)))
        .toList();
  }

  private static Set<String> signatures(Snapshot yard) {
    return yard.problems().stream().map(TrainFile::signature).collect(Collectors.toSet());
  }

  private static String signature(Problem problem) {
    return problem.position().path() + "\n" + problem.rule() + "\n" + problem.message();
  }
}
