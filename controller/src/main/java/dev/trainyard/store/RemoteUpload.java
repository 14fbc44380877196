package dev.trainyard.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.Remote.Entry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What one execution brings to a store elsewhere. A note says so as long as it is not decided
/// whether it counts: who finds an old note takes away what lies there, if another execution has
/// won, or if nobody can be at it any more.
///
/// @param folder of this execution alone
/// @param record that will name it if it counts
record RemoteUpload(Remote remote, String execution, String folder, String record) {
  /// An execution that has shown nothing new for so long is given up.
  static final Duration GIVEN_UP = Duration.ofDays(7);

  private static final int AT_A_TIME = 4;

  static RemoteUpload begin(Remote remote, String execution, String folder, String record)
      throws IOException {
    String note = folder + "\n" + record + "\n";
    remote.put(note.getBytes(UTF_8), RemoteKeys.upload(execution));
    return new RemoteUpload(remote, execution, folder, record);
  }

  /// Brings the files of a folder, a few at a time.
  void all(Path made, Predicate<Path> wanted) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(made)) {
      files =
          walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .filter(wanted)
              .toList();
    }
    List<Callable<Void>> uploads = new ArrayList<>();
    for (Path file : files) {
      uploads.add(
          () -> {
            remote.put(file, folder + "/" + made.relativize(file));
            return null;
          });
    }
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      List<Future<Void>> results = uploads.stream().map(threads::submit).toList();
      try {
        for (Future<Void> result : results) {
          result.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while outputs were uploaded");
      } catch (ExecutionException e) {
        results.forEach(result -> result.cancel(true));
        if (e.getCause() instanceof IOException why) {
          throw why;
        }
        throw new IllegalStateException("uploading", e.getCause());
      }
    }
  }

  /// Ends it: what lost is taken away.
  void end(boolean counts) throws IOException {
    if (!counts) {
      deleteAll(remote, folder);
    }
    remote.delete(RemoteKeys.upload(execution));
  }

  /// Takes away what executions have left that ended before they could do that themselves.
  static void sweep(Remote remote, Instant before) throws IOException {
    for (Entry note : remote.list(RemoteKeys.UPLOADS, "", "").files()) {
      if (note.modified().isBefore(before)) {
        sweep(remote, note, before);
      }
    }
  }

  private static void sweep(Remote remote, Entry note, Instant before) throws IOException {
    String execution = RemoteKeys.last(note.name());
    String[] lines = new String(remote.read(note.name()), UTF_8).split("\n", -1);
    boolean known =
        lines.length >= 2 && lines[0].startsWith("orders/") && lines[0].contains(execution);
    if (!known) {
      remote.delete(note.name());
      return;
    }
    RemoteUpload upload = new RemoteUpload(remote, execution, lines[0], lines[1]);
    String counts = upload.winner();
    if (counts.contains(execution)) {
      upload.end(true);
    } else if (!counts.isEmpty() || upload.isGivenUp(before)) {
      upload.end(false);
    }
  }

  /// What the record says, if there is one: it names the execution that counts.
  private String winner() throws IOException {
    try {
      return new String(remote.read(record), UTF_8);
    } catch (NoSuchFileException _) {
      return "";
    }
  }

  private boolean isGivenUp(Instant before) throws IOException {
    Instant newest =
        remote.listAll(folder).stream()
            .map(Entry::modified)
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    Entry note = remote.find(RemoteKeys.upload(execution)).orElse(null);
    Instant begun = note == null ? Instant.EPOCH : note.modified();
    Instant last = newest.isAfter(begun) ? newest : begun;
    return last.isBefore(before.minus(GIVEN_UP));
  }

  private static void deleteAll(Remote remote, String folder) throws IOException {
    for (Entry file : remote.listAll(folder)) {
      remote.delete(file.name());
    }
  }
}
