package dev.trainyard.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.UnusableRemoteException;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;

/// Where the store is that a controller works with, as [StoreGuard] looks at it.
sealed interface StorePlace {
  /// The store's own name; empty if it has none.
  String id() throws IOException;

  /// Gives the store a name, unless somebody else just did.
  ///
  /// @return the name that it has now
  String name(String id) throws IOException;

  /// Takes away what was made to look at a store that is not the right one.
  void forget(String lock) throws IOException;

  /// Makes sure that it can do all that is needed.
  void check() throws IOException;

  /// Makes sure that files can be made there.
  void checkWritable() throws IOException;

  /// A folder.
  ///
  /// @param mark the file that holds its name
  record Folder(Path mark) implements StorePlace {
    @Override
    public String id() throws IOException {
      return Files.isRegularFile(mark) ? Files.readString(mark).strip() : "";
    }

    @Override
    public String name(String id) throws IOException {
      Files.writeString(mark, id + "\n");
      return id;
    }

    @Override
    public void forget(String lock) throws IOException {
      Files.deleteIfExists(mark);
      Files.deleteIfExists(mark.resolveSibling(lock));
    }

    @Override
    public void check() {
      // A folder can do all that is needed.
    }

    @Override
    public void checkWritable() throws IOException {
      Path root = Objects.requireNonNull(mark.getParent());
      if (Files.getFileStore(mark).getUsableSpace() < Store.ROOM_TO_START.bytes()) {
        // How much is left would change from round to round, and each change would be a commit.
        throw new IOException(
            "the store at %s has less than %s left; make room"
                .formatted(root, Store.ROOM_TO_START.forPeople()));
      }
      try {
        Files.delete(Files.createTempFile(root, mark.getFileName().toString(), ".probe"));
      } catch (IOException e) {
        throw new IOException(
            "no file can be made in the store at %s (%s)".formatted(root, StoreGuard.why(e)), e);
      }
    }

    @Override
    public String toString() {
      return String.valueOf(mark.getParent());
    }
  }

  /// Object storage, or an XRootD server.
  ///
  /// @param mark the name of the file that holds its name
  record Elsewhere(Remote remote, String mark) implements StorePlace {
    @Override
    public String id() throws IOException {
      try {
        return new String(remote.read(mark), UTF_8).strip();
      } catch (NoSuchFileException _) {
        return "";
      }
    }

    @Override
    public String name(String id) throws IOException {
      return remote.create((id + "\n").getBytes(UTF_8), mark) ? id : id();
    }

    @Override
    public void forget(String lock) {
      // Nothing was made.
    }

    /// What everything rests on: that of several writers one wins.
    @Override
    public void check() throws IOException {
      String probe = "uploads/probe-" + UUID.randomUUID();
      try {
        boolean first = remote.create("first".getBytes(UTF_8), probe);
        boolean second = remote.create("second".getBytes(UTF_8), probe);
        if (!first || second || !new String(remote.read(probe), UTF_8).equals("first")) {
          throw new UnusableRemoteException(
              "the store at %s cannot be used: it overwrites a file that must not be there yet (it ignores If-None-Match: *), so that a job could count twice"
                  .formatted(remote.address()));
        }
      } finally {
        remote.delete(probe);
      }
    }

    @Override
    public void checkWritable() throws IOException {
      String probe = "uploads/probe-" + UUID.randomUUID();
      try {
        remote.put("probe".getBytes(UTF_8), probe);
        remote.delete(probe);
      } catch (IOException e) {
        throw new IOException(
            "no file can be made in the store at %s (%s)"
                .formatted(remote.address(), e.getMessage()),
            e);
      }
    }

    @Override
    public String toString() {
      return remote.address().toString();
    }
  }
}
