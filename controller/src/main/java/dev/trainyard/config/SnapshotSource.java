package dev.trainyard.config;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A yard to be read: one commit, its YAML files, and ways to ask for what only Git knows.
///
/// @param files every `*.yaml` and `*.yml` that is a regular file; those in hidden folders are
///   ignored
public record SnapshotSource(
    CommitId commit, List<FileEntry> files, Blobs blobs, History history, Versions versions) {
  public SnapshotSource {
    files = List.copyOf(files);
  }

  /// A file of the commit.
  ///
  /// @param path from the top of the repository, with slashes
  /// @param blobId identifies its content
  public record FileEntry(String path, String blobId) {}

  /// Contents by id.
  @FunctionalInterface
  public interface Blobs {
    /// The content of a blob; if it is longer than `most` bytes, any `most` bytes will do, since it
    /// is refused unread.
    ///
    /// @throws java.io.UncheckedIOException if it cannot be read now
    byte[] read(String blobId, int most);
  }

  /// Earlier versions of a file, asked for only where the present one is invalid.
  @FunctionalInterface
  public interface History {
    /// The versions before the present one, newest first, computed as they are taken.
    Stream<EarlierVersion> of(String path);

    /// Whether what it does not tell of was not there: then a file that was deleted and comes back
    /// has no earlier version, whoever remembers one.
    default boolean isWhole() {
      return true;
    }

    /// For a yard without history, such as a working copy.
    static History none() {
      return new History() {
        @Override
        public Stream<EarlierVersion> of(String path) {
          return Stream.empty();
        }

        @Override
        public boolean isWhole() {
          return false;
        }
      };
    }
  }

  /// A file as it was at an earlier commit.
  public record EarlierVersion(CommitId commit, String blobId) {}

  /// What the repository offers of each package.
  @FunctionalInterface
  public interface Versions {
    /// Per package name its versions, newest first; an empty list where there is none. Of a package
    /// that is absent nothing is known, and nothing about its versions is checked.
    Map<String, List<PackageVersion>> of(Map<String, Declared<PackageSpec>> packages);
  }
}
