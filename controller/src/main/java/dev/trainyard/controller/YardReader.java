package dev.trainyard.controller;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.SnapshotSource;
import dev.trainyard.config.SnapshotSource.EarlierVersion;
import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.git.Commits;
import dev.trainyard.git.FileVersion;
import dev.trainyard.git.TooLargeException;
import dev.trainyard.git.TreeChange;
import dev.trainyard.git.TreeFile;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the yard from Git commits: files, earlier versions of broken files, and package versions.
public final class YardReader {
  private final Commits commits;
  private final SnapshotReader reader;

  /// The commit that the reader has read, if nothing went wrong since.
  private Optional<CommitId> last = Optional.empty();

  public YardReader(Commits commits, SnapshotReader reader) {
    this.commits = commits;
    this.reader = reader;
  }

  /// The yard at a commit of the main branch; only files that changed since the last call are
  /// looked at.
  public Snapshot read(CommitId main) throws IOException {
    Optional<CommitId> from = last;
    last = Optional.empty();
    try {
      Snapshot yard =
          from.isPresent() && commits.has(from.get()) ? changed(from.get(), main) : whole(main);
      last = Optional.of(main);
      return yard;
    } catch (UncheckedIOException e) {
      throw new IOException("the yard could not be read at " + main.abbreviated(), e.getCause());
    }
  }

  private Snapshot whole(CommitId main) throws IOException {
    return reader.read(source(main, commits.files(main).stream().flatMap(YardReader::entry)));
  }

  private Snapshot changed(CommitId from, CommitId main) throws IOException {
    List<FileEntry> files = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (TreeChange change : commits.changes(from, main)) {
      Optional<FileEntry> entry =
          change instanceof TreeChange.Changed(TreeFile file)
              ? entry(file).findAny()
              : Optional.empty();
      entry.ifPresentOrElse(files::add, () -> gone.add(change.path()));
    }
    return reader.advance(source(main, files.stream()), gone);
  }

  private SnapshotSource source(CommitId main, Stream<FileEntry> files) {
    return new SnapshotSource(
        main, files.toList(), this::blob, path -> earlier(path, main), all -> versions(all, main));
  }

  /// Links are not followed.
  private static Stream<FileEntry> entry(TreeFile file) {
    return file.mode() == TreeFile.Mode.SYMLINK
        ? Stream.empty()
        : Stream.of(new FileEntry(file.path(), file.blob()));
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
