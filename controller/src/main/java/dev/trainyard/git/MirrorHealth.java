package dev.trainyard.git;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/// Whether a mirror can be used as it is, and its packing.
final class MirrorHealth {
  /// A status commit of a few files is about ten loose objects.
  private static final int MOST_LOOSE_OBJECTS = 2_000;

  private static final int MOST_PACKS = 40;
  private static final int FANOUT = 256;

  private MirrorHealth() {}

  /// Every ref must lead to an object, and the mirror must be one.
  static void check(Repository repository) throws IOException {
    if (!isRepository(repository)) {
      throw new IOException("it is not a Git repository");
    }
    try (RevWalk walk = new RevWalk(repository)) {
      for (Ref ref : repository.getRefDatabase().getRefs()) {
        if (ref.getObjectId() != null) {
          walk.parseHeaders(walk.peel(walk.parseAny(ref.getObjectId())));
        }
      }
    }
  }

  /// Whether it is still there: somebody may have tidied up.
  static boolean isRepository(Repository repository) throws IOException {
    return repository.getObjectDatabase().exists() && repository.exactRef("HEAD") != null;
  }

  static boolean needsPacking(Repository repository) throws IOException {
    Path objects = repository.getDirectory().toPath().resolve("objects");
    return count(objects.resolve("17"), "*") * FANOUT > MOST_LOOSE_OBJECTS
        || count(objects.resolve("pack"), "*.pack") > MOST_PACKS;
  }

  private static int count(Path folder, String glob) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      for (Path _ : files) {
        count++;
      }
    }
    return count;
  }

  /// Bytes in the packs; loose objects are packed before they are many.
  static long size(Repository repository) throws IOException {
    Path packs = repository.getDirectory().toPath().resolve("objects").resolve("pack");
    long size = 0;
    if (Files.isDirectory(packs)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(packs)) {
        for (Path file : files) {
          size += Files.size(file);
        }
      }
    }
    return size;
  }

  static void pack(Repository repository) throws IOException {
    try {
      new Git(repository).gc().call();
    } catch (GitAPIException e) {
      throw new IOException("packing the mirror failed: " + e.getMessage(), e);
    }
  }
}
