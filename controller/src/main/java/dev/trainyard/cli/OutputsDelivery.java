package dev.trainyard.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.trainyard.cli.TrainOutputs.Item;
import dev.trainyard.model.Digest;
import dev.trainyard.store.StoreLayout;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/// Brings files of a store to a folder. What is half there lies in a folder of its own,
/// `.trainyard`, and is gone on with the next time; a file appears under its name only when it is
/// whole and has its checksum. Nothing that is there already is ever touched.
///
/// @param done bytes that are there, for people to watch
record OutputsDelivery(OutputSource source, Path folder, AtomicLong done) {
  private static final String UNFINISHED = ".trainyard";
  private static final int BUFFER_BYTES = 1 << 17;

  /// What became of one file.
  enum End {
    FETCHED,
    /// It was there, with the right checksum.
    HAD
  }

  /// Brings one file.
  ///
  /// @throws IOException with what is wrong; what was fetched of it stays for the next time
  End fetch(Item item) throws IOException {
    Path target = StoreLayout.inside(folder, item.target());
    refuseLinks(target);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      check(target, item);
      done.addAndGet(item.size());
      return End.HAD;
    }
    Path part = unfinished(item);
    try (FileChannel channel = FileChannel.open(part, CREATE, READ, WRITE)) {
      lock(channel);
      boolean wasBegun = channel.size() > 0;
      boolean right = complete(channel, item);
      if (!right && wasBegun) {
        // What was there from an earlier time may be what is wrong.
        channel.truncate(0);
        right = complete(channel, item);
      }
      if (!right) {
        channel.truncate(0);
        throw new IOException("the store's file has another checksum than it should have");
      }
      channel.force(true);
      publish(part, target);
    }
    return End.FETCHED;
  }

  /// Compares a file with what it should be.
  ///
  /// @throws IOException if it is missing or differs
  static void check(Path file, Item item) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(
          Files.exists(file, LinkOption.NOFOLLOW_LINKS)
              ? "there is something else of this name; move it away"
              : "it is missing");
    }
    if (Files.size(file) != item.size() || !sha256(file).equals(item.sha256())) {
      throw new IOException(
          "a different file is there, as of an earlier run; it was not touched: move it away, or"
              + " name another folder");
    }
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return sha256(in);
    }
  }

  static String sha256(InputStream in) throws IOException {
    MessageDigest sha = Digest.sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      sha.update(buffer, 0, count);
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /// A link below the folder could lead anywhere.
  private void refuseLinks(Path target) throws IOException {
    for (Path at = target; !at.equals(folder); at = Objects.requireNonNull(at.getParent())) {
      if (Files.isSymbolicLink(at)) {
        throw new IOException(folder.relativize(at) + " is a symbolic link; move it away");
      }
    }
  }

  private Path unfinished(Item item) throws IOException {
    Path place = folder.resolve(UNFINISHED);
    refuseLinks(place);
    Files.createDirectories(place);
    Path part = part(folder, item);
    refuseLinks(part);
    return part;
  }

  /// Where a file lies until it is whole.
  static Path part(Path folder, Item item) {
    String name = Digest.ofParts(item.target(), item.sha256()).abbreviated();
    return folder.resolve(UNFINISHED).resolve(name + ".part");
  }

  private static void lock(FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() == null) {
        throw new IOException("another process fetches it now");
      }
    } catch (OverlappingFileLockException e) {
      throw new IOException("it is being fetched already", e);
    }
  }

  /// Goes on behind what is there.
  ///
  /// @return whether all of it has the right checksum
  private boolean complete(FileChannel channel, Item item) throws IOException {
    if (channel.size() > item.size()) {
      channel.truncate(0);
    }
    MessageDigest sha = Digest.sha256();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    channel.position(0);
    long had = 0;
    while (channel.read(buffer.clear()) >= 0) {
      had += buffer.flip().remaining();
      sha.update(buffer);
    }
    done.addAndGet(had);
    long size = had < item.size() ? append(channel, item, had, sha) : had;
    boolean right = HexFormat.of().formatHex(sha.digest()).equals(item.sha256());
    if (!right) {
      done.addAndGet(-size);
    }
    return right;
  }

  private long append(FileChannel channel, Item item, long from, MessageDigest sha)
      throws IOException {
    long size = from;
    byte[] bytes = new byte[BUFFER_BYTES];
    try (InputStream in = source.open(item.path(), from)) {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        if (size + count > item.size()) {
          throw new IOException("the store's file is longer than it should be");
        }
        ByteBuffer piece = ByteBuffer.wrap(bytes, 0, count);
        while (piece.hasRemaining()) {
          channel.write(piece);
        }
        sha.update(bytes, 0, count);
        size += count;
        done.addAndGet(count);
      }
    } catch (EOFException e) {
      throw new IOException("the store's file is shorter than it should be", e);
    }
    if (size < item.size()) {
      throw new IOException("only %d of %d bytes came".formatted(size, item.size()));
    }
    return size;
  }

  /// Gives the whole file its name, unless that is taken. Without hard links, it could be taken
  /// between the look and the move.
  private static void publish(Path part, Path target) throws IOException {
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    try {
      Files.createLink(target, part);
      Files.delete(part);
    } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
      if (e instanceof FileAlreadyExistsException) {
        throw new IOException("somebody else has just made a file of this name", e);
      }
      Files.move(part, target); // a file system without hard links
    }
  }

  /// Takes the folder for what is half there away, if nothing is.
  void tidy() throws IOException {
    try {
      Files.deleteIfExists(folder.resolve(UNFINISHED));
    } catch (DirectoryNotEmptyException _) {
      // It is needed the next time.
    }
  }
}
