package dev.trainyard.engine.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.engine.DurableFiles;
import dev.trainyard.engine.LedgerInUseException;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.Wrapper;
import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The accounts of a local engine: what survives it. Names that begin with a dot are no submissions.
///
///     .lock .owner           who runs on it
///     .task.sh               the wrapper of tasks
///     .tmp/                  half-made
///     .damaged.NAME.UUID/    a submission that could not be understood
///     NAME/array.json        the submission; the folder appears with it, by rename
///     NAME/cancelled         tasks that are not over are to be ended
///     NAME/standing.json     how it stands since, if that was changed
///     NAME/over.json         how it ended
///     NAME/work/             the tasks' working folder
///     NAME/INDEX.pid         claimed by this process
///     NAME/INDEX.log         what it wrote
///     NAME/INDEX.exit        its exit code, complete with its line break
///     NAME/INDEX.lost        why it is over without an exit code
final class Ledger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final String TEMPORARY = ".tmp";
  private static final String DAMAGED = ".damaged.";
  private static final String ARRAY = "array.json";
  private static final String CANCELLED = "cancelled";
  private static final String STANDING = "standing.json";
  private static final String OVER = "over.json";
  private static final String WORK = "work";
  private static final String PID = ".pid";

  private final Path root;
  private final LedgerLock lock;
  private final Json json = new Json();

  private Ledger(Path root, LedgerLock lock) {
    this.root = root;
    this.lock = lock;
  }

  /// @throws LedgerInUseException if another engine has it
  static Ledger open(Path folder, Claim self) throws IOException {
    Files.createDirectories(folder);
    Path root = folder.toRealPath();
    LedgerLock lock = LedgerLock.take(root, self);
    try {
      Ledger ledger = new Ledger(root, lock);
      discard(root.resolve(TEMPORARY));
      Files.createDirectories(root.resolve(TEMPORARY));
      ledger.write(ledger.script(), Wrapper.of(Ledger.class));
      return ledger;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// The wrapper of tasks.
  Path script() {
    return root.resolve(".task.sh");
  }

  /// Whether it is still there, which a lost or unmounted disk ends.
  boolean isThere() {
    return lock.isThere();
  }

  /// What marks processes of this ledger's tasks.
  String marker(TaskId task) {
    return root + "/" + task;
  }

  /// The task that a marker means, if it is of this ledger.
  Optional<TaskId> marked(String marker) {
    int slash = marker.lastIndexOf('/');
    if (!marker.startsWith(root + "/") || slash <= root.toString().length()) {
      return Optional.empty();
    }
    try {
      String name = marker.substring(root.toString().length() + 1, slash);
      int index = Integer.parseInt(marker.substring(slash + 1));
      return Optional.of(new TaskId(new SubmissionName(name), index));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// All submissions, in the order of acceptance. One that cannot be understood any more is put
  /// aside, and is as if it had never been accepted; a folder that is none is left alone.
  List<Acceptance> submissions() throws IOException {
    List<Path> all;
    try (Stream<Path> folders = Files.list(root)) {
      all =
          folders
              .filter(folder -> !folder.getFileName().toString().startsWith("."))
              .filter(folder -> Files.exists(folder.resolve(ARRAY)))
              .toList();
    }
    List<Acceptance> found = new ArrayList<>();
    for (Path folder : all) {
      submission(folder).ifPresent(found::add);
    }
    found.sort((a, b) -> Long.compare(a.number(), b.number()));
    return found;
  }

  private Optional<Acceptance> submission(Path folder) throws IOException {
    try {
      return Optional.of(read(folder.resolve(ARRAY), Acceptance.class));
    } catch (MalformedJsonException e) {
      Path aside = root.resolve(DAMAGED + folder.getFileName() + "." + UUID.randomUUID());
      DurableFiles.rename(folder, aside);
      LOG.atError().addKeyValue("moved", aside).setCause(e).log("A submission is damaged");
      return Optional.empty();
    }
  }

  /// Keeps a new submission: when this returns, it has been accepted for good.
  ///
  /// @return it, or what was kept under its name before, by a call that then failed
  Acceptance accept(Acceptance acceptance) throws IOException {
    SubmissionName name = acceptance.array().name();
    if (Files.exists(folder(name))) {
      return read(folder(name).resolve(ARRAY), Acceptance.class);
    }
    Path half = root.resolve(TEMPORARY).resolve(name.value());
    DurableFiles.delete(half);
    Files.createDirectories(half.resolve(WORK));
    DurableFiles.write(half.resolve(ARRAY), json.write(acceptance));
    DurableFiles.rename(half, folder(name));
    return acceptance;
  }

  /// Drops all that is known of a submission.
  void forget(SubmissionName name) throws IOException {
    Path dropped = root.resolve(TEMPORARY).resolve(name + ".dropped");
    DurableFiles.rename(folder(name), dropped);
    discard(dropped);
  }

  /// What cannot be deleted now is tried again by the next engine.
  private static void discard(Path folder) {
    try {
      DurableFiles.delete(folder);
    } catch (IOException | UncheckedIOException e) {
      LOG.atWarn().addKeyValue("path", folder).setCause(e).log("Cannot be deleted");
    }
  }

  /// How a submission ended; nothing if that cannot be understood, since its tasks' files say it
  /// too.
  Optional<SubmissionOutcome> outcome(SubmissionName name) throws IOException {
    Path file = folder(name).resolve(OVER);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(file, SubmissionOutcome.class));
    } catch (MalformedJsonException e) {
      LOG.atWarn().addKeyValue("submission", name).setCause(e).log("Its outcome is damaged");
      return Optional.empty();
    }
  }

  void keepOutcome(SubmissionName name, SubmissionOutcome outcome) throws IOException {
    write(folder(name).resolve(OVER), json.write(outcome));
  }

  /// How a submission stands: as it was told last, or else as it was submitted.
  Standing standing(TaskArray array) throws IOException {
    Path file = folder(array.name()).resolve(STANDING);
    try {
      return Files.exists(file) ? read(file, Standing.class) : Standing.going(array.priority());
    } catch (MalformedJsonException e) {
      LOG.atWarn()
          .addKeyValue("submission", array.name())
          .setCause(e)
          .log("Its standing is damaged: it goes");
      return Standing.going(array.priority());
    }
  }

  void keepStanding(SubmissionName name, Standing standing) throws IOException {
    write(folder(name).resolve(STANDING), json.write(standing));
  }

  boolean isCancelled(SubmissionName name) {
    return Files.exists(folder(name).resolve(CANCELLED));
  }

  /// From now on no task of it starts, not even one that an earlier engine was about to start.
  void keepCancelled(SubmissionName name) throws IOException {
    write(folder(name).resolve(CANCELLED), new byte[0]);
  }

  /// The tasks that a process has claimed, dead or alive.
  Set<Integer> claimed(SubmissionName name) throws IOException {
    Set<Integer> indexes = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder(name))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(PID))
          .forEach(file -> indexes.add(Integer.parseInt(file.substring(0, file.indexOf('.')))));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return indexes;
  }

  boolean isClaimed(TaskId task) {
    return Files.exists(file(task, PID));
  }

  /// Who claimed a task; nothing if nobody did, or did it completely.
  Optional<Claim> claim(TaskId task) throws IOException {
    return text(file(task, PID)).flatMap(Claim::parse);
  }

  /// The exit code of a task that ended by itself.
  Optional<Integer> exitCode(TaskId task) throws IOException {
    return text(file(task, ".exit"))
        .filter(text -> text.matches("\\d{1,3}\n"))
        .map(text -> Integer.valueOf(text.strip()));
  }

  /// Why a task is over without an exit code, if it was decided that it is.
  Optional<String> lost(TaskId task) throws IOException {
    return text(file(task, ".lost"));
  }

  void keepLost(TaskId task, String reason) throws IOException {
    write(file(task, ".lost"), reason.getBytes(UTF_8));
  }

  /// Where a task's output goes.
  Path log(TaskId task) {
    return file(task, ".log");
  }

  Path folder(SubmissionName name) {
    return root.resolve(name.value());
  }

  /// The working folder of a submission's tasks.
  Path work(SubmissionName name) {
    return folder(name).resolve(WORK);
  }

  private Path file(TaskId task, String suffix) {
    return folder(task.name()).resolve(task.index() + suffix);
  }

  private static Optional<String> text(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  private <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return json.read(Files.readAllBytes(file), type);
    } catch (MalformedJsonException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private void write(Path file, byte[] content) throws IOException {
    Path half = Files.createTempFile(root.resolve(TEMPORARY), "", "");
    DurableFiles.write(half, content);
    DurableFiles.rename(half, file);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
