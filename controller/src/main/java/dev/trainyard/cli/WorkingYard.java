package dev.trainyard.cli;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.SnapshotSource;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.controller.YardReader;
import dev.trainyard.git.Commits;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.git.UnsafeTreeException;
import dev.trainyard.git.WorkingFolders;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A yard as it lies in the working copy, software and all: of every package, the folder as it is
/// now is the newest version.
///
/// @param committed the objects of the user's repository, for versions that are tags
/// @param folders the folders as they lie there
record WorkingYard(Snapshot snapshot, Commits committed, WorkingFolders folders)
    implements AutoCloseable {
  /// The version of a package with tags that is not tagged yet.
  static final String WORKING_COPY = "working-copy";

  /// Reads it.
  ///
  /// @param scratch a folder that does not exist yet
  static WorkingYard read(OpenYard open, Path scratch, Instant now)
      throws IOException, UsageException {
    Path top =
        open.top().orElseThrow(() -> new UsageException("a bare repository has no files to test"));
    Json json = open.json();
    WorkingFolders folders = WorkingFolders.of(open.repository(), scratch);
    YardReader reader = new YardReader(open.repository().commits(), new SnapshotReader(json));
    SnapshotSource copy = WorkingCopy.at(top).source();
    CommitId head = head(open);
    Snapshot snapshot =
        new SnapshotReader(json)
            .read(
                new SnapshotSource(
                    head,
                    copy.files(),
                    copy.blobs(),
                    copy.history(),
                    packages ->
                        versions(
                            packages,
                            folders,
                            head.equals(WorkingCopy.UNCOMMITTED)
                                ? Map.of()
                                : reader.versions(packages, head),
                            now)));
    return new WorkingYard(snapshot, open.repository().commits(), folders);
  }

  private static CommitId head(OpenYard open) throws IOException {
    try {
      return open.repository().resolve("HEAD");
    } catch (UnknownRevisionException _) {
      return WorkingCopy.UNCOMMITTED;
    }
  }

  private static Map<String, List<PackageVersion>> versions(
      Map<String, Declared<PackageSpec>> packages,
      WorkingFolders folders,
      Map<String, List<PackageVersion>> committed,
      Instant now) {
    Map<String, List<PackageVersion>> versions = new HashMap<>();
    for (Declared<PackageSpec> declared : packages.values()) {
      PackageSpec.Source source = declared.spec().source();
      String tag = source.tags() == null ? PackageVersion.HEAD : WORKING_COPY;
      List<PackageVersion> all = new ArrayList<>();
      try {
        folders
            .tree(source.folder())
            .map(
                tree ->
                    new PackageVersion(declared.name(), tag, WorkingCopy.UNCOMMITTED, tree, now))
            .ifPresent(all::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (source.tags() != null) {
        all.addAll(committed.getOrDefault(declared.name(), List.of()));
      }
      versions.put(declared.name(), List.copyOf(all));
    }
    return versions;
  }

  /// Puts one version into a store.
  void fetch(PackageVersion version, Store store) throws IOException, UnsafeTreeException {
    if (!store.hasPackage(version.tree())) {
      Commits objects =
          version.commit().equals(WorkingCopy.UNCOMMITTED) ? folders.objects() : committed;
      objects.export(
          version.tree(), store.layout().packageFolder(version.tree()), store.layout().temporary());
    }
  }

  @Override
  public void close() {
    folders.close();
  }
}
