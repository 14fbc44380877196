package dev.trainyard.git;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.PackMismatchException;
import org.eclipse.jgit.lib.Repository;

/// The way to a repository's objects: whoever reads has it for that long.
interface RepositoryAccess {

  /// Reads while nobody replaces or packs the repository.
  ///
  /// @throws UnreadableRepositoryException if an object is missing or damaged
  <T> T read(Reading<T> reading) throws IOException;

  /// What is read.
  @FunctionalInterface
  interface Reading<T> {
    T from(Repository repository) throws IOException;
  }

  /// Whether this failure tells of damaged or lost objects, and not of a full disk or the like.
  static boolean isDamage(IOException e) {
    return switch (e) {
      case MissingObjectException _,
          CorruptObjectException _,
          IncorrectObjectTypeException _,
          PackInvalidException _,
          PackMismatchException _,
          ZipException _,
          EOFException _ ->
          true;
      default -> false;
    };
  }
}
