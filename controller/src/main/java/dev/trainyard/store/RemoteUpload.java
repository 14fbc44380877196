package dev.trainyard.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.remote.DamagedFileException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one execution brings to a store elsewhere. A note says so as long as it is not decided
/// whether it counts: who finds an old note takes away what lies there, if another execution has
/// won, or if nobody can be at it any more.
///
/// @param folder of this execution alone
/// @param record that will name it if it counts
/// @param failure the record that will name it if it has failed instead; empty if there is none
record RemoteUpload(Remote remote, String execution, String folder, String record, String failure) {
  /// An execution that has shown nothing new for so long is given up.
  static final Duration GIVEN_UP = Duration.ofDays(7);

  private static final int AT_A_TIME = 4;
  private static final int LINES = 3;
  private static final Logger LOG = LoggerFactory.getLogger(RemoteUpload.class);

  /// What a record says of an execution.
  enum Verdict {
    WON,
    LOST,
    /// There is no record, or none that can be read.
    OPEN
  }

  static RemoteUpload begin(
      Remote remote, String execution, String folder, String record, String failure)
      throws IOException {
    String note = String.join("\n", folder, record, failure) + "\n";
    remote.put(note.getBytes(UTF_8), RemoteKeys.upload(execution));
    return new RemoteUpload(remote, execution, folder, record, failure);
  }

  /// Whether it has begun, and not ended.
  boolean isNoted() throws IOException {
    return remote.find(RemoteKeys.upload(execution)).isPresent();
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

  /// Ends it: what lost is taken away. It is decided already, so that failing here changes nothing:
  /// the note stays for the sweep.
  void end(boolean counts) {
    try {
      if (counts) {
        forget();
      } else {
        takeAway(_ -> true);
      }
    } catch (IOException e) {
      if (e instanceof InterruptedIOException) {
        Thread.currentThread().interrupt();
      }
      LOG.atWarn().addKeyValue("execution", execution).log("Left to be swept: {}", e + "");
    }
  }

  private void takeAway(Predicate<String> unwanted) throws IOException {
    for (Entry file : remote.listAll(folder)) {
      if (unwanted.test(file.name())) {
        remote.delete(file.name());
      }
    }
    forget();
  }

  private void forget() throws IOException {
    remote.delete(RemoteKeys.upload(execution));
  }

  /// Takes away what executions have left that ended before they could do that themselves.
  static void sweep(Remote remote, Json json, Instant before) throws IOException {
    Endurance notes = new Endurance();
    for (Entry note : remote.list(RemoteKeys.UPLOADS, "", "").files()) {
      if (note.modified().isBefore(before)) {
        notes.go(() -> sweep(remote, json, note, before));
      }
    }
    notes.end();
  }

  private static void sweep(Remote remote, Json json, Entry note, Instant before)
      throws IOException {
    String execution = RemoteKeys.last(note.name());
    String[] lines = lines(remote, note.name());
    boolean known =
        lines.length >= LINES && lines[0].startsWith("orders/") && lines[0].contains(execution);
    if (!known) {
      remote.delete(note.name());
      return;
    }
    RemoteUpload upload = new RemoteUpload(remote, execution, lines[0], lines[1], lines[2]);
    Verdict verdict = upload.verdict(json);
    if (verdict == Verdict.WON) {
      upload.forget();
    } else if (upload.hasFailed(before)) {
      String logs = upload.folder + "/" + StoreLayout.LOGS + "/";
      upload.takeAway(file -> !file.startsWith(logs));
    } else if (verdict == Verdict.LOST || upload.isGivenUp(before)) {
      upload.takeAway(_ -> true);
    }
  }

  /// Also a note that cannot be read is one that says nothing.
  private static String[] lines(Remote remote, String note) throws IOException {
    try {
      return new String(remote.read(note), UTF_8).split("\n", -1);
    } catch (NoSuchFileException | DamagedFileException _) {
      return new String[0];
    }
  }

  /// What the record says now.
  Verdict verdict(Json json) throws IOException {
    try {
      byte[] content = remote.read(record);
      return named(json, content).startsWith(folder + "/") ? Verdict.WON : Verdict.LOST;
    } catch (NoSuchFileException | DamagedFileException | MalformedJsonException _) {
      return Verdict.OPEN;
    }
  }

  /// Something in the folder of the execution that counts.
  private String named(Json json, byte[] content) throws MalformedJsonException {
    if (record.contains("/merges/")) {
      MergeResult merge = json.read(content, MergeResult.class);
      return OrderId.folder(merge.order()) + "/" + merge.path();
    }
    JobResult job = json.read(content, JobResult.class);
    return RemoteKeys.execution(job.order(), job.index(), job.execution()) + "/";
  }

  /// Whether it has said that it failed, and not just now.
  private boolean hasFailed(Instant before) throws IOException {
    return !failure.isEmpty()
        && remote.find(failure).filter(said -> said.modified().isBefore(before)).isPresent();
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
}
