package dev.trainyard.store;

import dev.trainyard.remote.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/// The software of packages in a store elsewhere: an archive each, unpacked once on each machine.
record RemotePackages(StoreLayout layout, Remote remote) {
  private static final Duration LONG = Duration.ofHours(6);

  /// Whether it is there.
  boolean has(String tree) throws IOException {
    return remote.find(RemoteKeys.software(tree)).isPresent();
  }

  /// Takes over what was exported to its folder of this machine.
  void keep(String tree) throws IOException {
    Path folder = layout.packageFolder(tree);
    Path archive = layout.temporary().resolve("package-" + UUID.randomUUID());
    Files.createDirectories(layout.temporary());
    try {
      PackageArchive.pack(folder, archive);
      remote.put(archive, RemoteKeys.software(tree));
    } finally {
      Files.deleteIfExists(archive);
      Commit.deleteTree(folder);
    }
  }

  /// Its folder of this machine, once it is there.
  Path bring(String tree) throws IOException {
    Path folder = layout.packageFolder(tree);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    try (TempFolder temporary =
        TempFolder.create(layout.temporary().resolve("package-" + UUID.randomUUID()))) {
      Path archive = temporary.path().resolve("archive");
      remote.get(RemoteKeys.software(tree), archive, LONG);
      Path unpacked = temporary.path().resolve("unpacked");
      PackageArchive.unpack(archive, unpacked);
      Files.createDirectories(Objects.requireNonNull(folder.getParent()));
      var _ = Commit.moveFolder(unpacked, folder);
    }
    return folder;
  }
}
