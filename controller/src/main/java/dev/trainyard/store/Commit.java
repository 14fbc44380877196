package dev.trainyard.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// Files and folders that appear whole or not at all, also when the power fails.
public final class Commit {
  private Commit() {}

  /// What became of an attempt to be the first.
  public enum Outcome {
    COMMITTED,
    /// Somebody else was first; theirs stands.
    ALREADY_THERE
  }

  /// Writes a file that must not be there yet; the first writer wins.
  ///
  /// @param temporary a file on the same file system that does not exist
  public static Outcome createFile(Path target, byte[] content, Path temporary) throws IOException {
    write(temporary, content);
    try {
      Files.createDirectories(parent(target));
      Files.createLink(target, temporary);
      syncFolder(parent(target));
      return Outcome.COMMITTED;
    } catch (FileAlreadyExistsException e) {
      return Outcome.ALREADY_THERE;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Writes a file, replacing what may be there.
  public static void replaceFile(Path target, byte[] content, Path temporary) throws IOException {
    write(temporary, content);
    moveFile(temporary, target);
  }

  /// Moves a finished file to its place, replacing what may be there.
  public static void moveFile(Path made, Path target) throws IOException {
    syncFile(made);
    Files.createDirectories(parent(target));
    Files.move(made, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(parent(target));
  }

  /// Moves a finished folder to its place; the first one wins, and the loser is left where it is.
  ///
  /// @param made not empty, on the same file system
  public static Outcome moveFolder(Path made, Path target) throws IOException {
    syncTree(made);
    Files.createDirectories(parent(target));
    try {
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      return Outcome.ALREADY_THERE;
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (Files.isDirectory(target) && Files.isDirectory(made)) {
        return Outcome.ALREADY_THERE;
      }
      throw e;
    }
    syncFolder(parent(target));
    return Outcome.COMMITTED;
  }

  /// Deletes a folder with everything in it; symbolic links are not followed.
  public static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      TreeRemoval.of(folder);
    } else {
      Files.delete(folder);
    }
  }

  /// Lets the owner of a folder with packages in it delete it with the usual commands; symbolic
  /// links are not followed.
  public static void makeWritable(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isWritable(folder) || !Files.isReadable(folder) || !Files.isExecutable(folder)) {
      folder.toFile().setWritable(true);
      folder.toFile().setReadable(true);
      folder.toFile().setExecutable(true);
    }
    List<Path> folders;
    try (Stream<Path> children = Files.list(folder)) {
      folders = children.filter(f -> Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    for (Path child : folders) {
      makeWritable(child);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(parent(file));
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void syncTree(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.toList();
    }
    for (Path file : files) {
      if (!Files.isSymbolicLink(file)) {
        syncFile(file);
      }
    }
  }

  private static void syncFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ)) {
      channel.force(true);
    }
  }

  private static void syncFolder(Path folder) throws IOException {
    try {
      syncFile(folder);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      // Some file systems cannot sync a folder; the rename itself was atomic all the same.
    }
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("no parent folder: " + file);
    }
    return parent;
  }
}
