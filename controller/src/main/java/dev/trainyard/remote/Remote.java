package dev.trainyard.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A place elsewhere that holds files by name: a bucket, or a folder of an XRootD server. A name is
/// relative to its top, with slashes.
///
/// Everything is tried again for a while before it fails. What fails then may work another time;
/// [UnusableRemoteException] says that a person has to act, `NoSuchFileException` that there is no
/// such file, and [DamagedFileException] that a small one is not whole.
public interface Remote {
  /// A file.
  ///
  /// @param name from the top
  record Entry(String name, long size, Instant modified) {}

  /// The files of a folder in the order of their names, and the names of its folders.
  record Listing(List<Entry> files, List<String> folders) {
    public Listing {
      files = List.copyOf(files);
      folders = List.copyOf(folders);
    }
  }

  /// Where its top is.
  RemoteAddress address();

  /// What is known of a file.
  Optional<Entry> find(String name) throws IOException;

  /// What lies in a folder; nothing if there is no such folder.
  ///
  /// @param folder empty for the top
  /// @param begin only children whose own names begin so
  /// @param after only children whose own names come after this one; all if empty
  Listing list(String folder, String begin, String after) throws IOException;

  /// Everything below a folder, in no order.
  default List<Entry> listAll(String folder) throws IOException {
    Listing listing = list(folder, "", "");
    List<Entry> all = new ArrayList<>(listing.files());
    for (String child : listing.folders()) {
      all.addAll(listAll(child));
    }
    return all;
  }

  /// Brings a file here, whole.
  ///
  /// @param target is replaced
  /// @param most time that it may take
  void get(String name, Path target, Duration most) throws IOException;

  /// A small file.
  byte[] read(String name) throws IOException;

  /// A file from one of its bytes on.
  InputStream open(String name, long from) throws IOException;

  /// Writes a file, and makes sure that all of it has come; what was there is replaced.
  void put(Path file, String name) throws IOException;

  /// Writes a small file, replacing what was there.
  void put(byte[] content, String name) throws IOException;

  /// Writes a small file that must not be there yet; of several writers one wins.
  ///
  /// @return whether this one has won
  boolean create(byte[] content, String name) throws IOException;

  /// Deletes a file, if it is there.
  void delete(String name) throws IOException;

  /// Deletes what is half there: of uploads that broke off before this instant.
  void sweep(Instant before) throws IOException;
}
