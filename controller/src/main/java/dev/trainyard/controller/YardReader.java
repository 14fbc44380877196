package dev.trainyard.controller;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.SnapshotSource;
import dev.trainyard.config.SnapshotSource.EarlierVersion;
import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.git.Commits;
import dev.trainyard.git.FileVersion;
import dev.trainyard.git.TooLargeException;
import dev.trainyard.git.TreeFile;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the yard from Git commits: files, earlier versions of broken files, and package versions.
public final class YardReader {
  private final Commits commits;
  private final SnapshotReader reader;

  public YardReader(Commits commits, SnapshotReader reader) {
    this.commits = commits;
    this.reader = reader;
  }

  /// The yard at a commit of the main branch; only files that changed since the last call are
  /// parsed.
  public Snapshot read(CommitId main) throws IOException {
    List<FileEntry> files =
        commits.files(main).stream()
            .filter(file -> file.mode() != TreeFile.Mode.SYMLINK)
            .map(file -> new FileEntry(file.path(), file.blob()))
            .toList();
    try {
      return reader.read(
          new SnapshotSource(
              main, files, this::blob, path -> earlier(path, main), all -> versions(all, main)));
    } catch (UncheckedIOException e) {
      throw new IOException("the yard could not be read at " + main.abbreviated(), e.getCause());
    }
  }

  private byte[] blob(String id, int most) {
    try {
      return commits.blob(id, new ByteSize(most));
    } catch (TooLargeException _) {
      // What is longer than `most` is refused by its length alone.
      return new byte[most];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stream<EarlierVersion> earlier(String path, CommitId main) {
    return Stream.iterate(
            before(path, main), Optional::isPresent, v -> before(path, v.orElseThrow().commit()))
        .flatMap(Optional::stream)
        .map(version -> new EarlierVersion(version.commit(), version.file().blob()));
  }

  private Optional<FileVersion> before(String path, CommitId commit) {
    try {
      return commits.earlier(path, commit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the repository offers of each package at a commit.
  public Map<String, List<PackageVersion>> versions(
      Map<String, Declared<PackageSpec>> packages, CommitId main) {
    Map<String, List<PackageVersion>> versions = new HashMap<>();
    for (Declared<PackageSpec> declared : packages.values()) {
      try {
        versions.put(
            declared.name(),
            commits.packageVersions(declared.name(), declared.spec().source(), main));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return versions;
  }
}
