package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A yard made of texts, in which every package has one version.
public final class TextYard {
  public static final CommitId COMMIT = new CommitId("1".repeat(40));

  private TextYard() {}

  /// The yard of these files.
  ///
  /// @param files path to content
  public static Snapshot read(Map<String, String> files) {
    List<FileEntry> entries =
        files.keySet().stream().map(path -> new FileEntry(path, path)).toList();
    return new SnapshotReader(new Json())
        .read(
            new SnapshotSource(
                COMMIT,
                entries,
                (path, _) -> files.getOrDefault(path, "").getBytes(UTF_8),
                SnapshotSource.History.none(),
                TextYard::versions));
  }

  private static Map<String, List<PackageVersion>> versions(
      Map<String, Declared<PackageSpec>> packages) {
    return packages.keySet().stream().collect(Collectors.toMap(name -> name, TextYard::head));
  }

  private static List<PackageVersion> head(String name) {
    return List.of(
        new PackageVersion(name, PackageVersion.HEAD, COMMIT, "2".repeat(40), Instant.EPOCH));
  }
}
