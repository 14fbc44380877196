package dev.trainyard.engine.slurm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.engine.DurableFiles;
import dev.trainyard.engine.LedgerInUseException;
import dev.trainyard.engine.Part;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.Wrapper;
import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The accounts of an engine on Slurm, in a folder that all nodes share. What several may want to
/// write appears whole, and the first stays. Names that begin with a dot are no submissions.
///
///     .id .lock              marks the jobs of this ledger; who runs on it
///     .task.sh               the wrapper of tasks
///     .tmp/                  half-made
///     .damaged.NAME.UUID/    a submission that could not be understood
///     NAME/array.json        the submission; the folder appears with it, by rename
///     NAME/cancelled         tasks that are not over are to be ended, none starts
///     NAME/standing          how it stands since, if that was changed
///     NAME/over.json         how it ended
///     NAME/work/             the tasks' working folder
///     NAME/PART/indexes      of its tasks, a line each, by place
///     NAME/PART/job          the one array of Slurm that runs the part
///     NAME/PART/standing     what of that Slurm was told for this part
///     NAME/PART/over/PLACE   the exit code of a task
///     NAME/PART/lost/UUID    tasks that are lost whatever they leave: a line each, by place, and why
///     NAME/PART/log/PLACE    what it wrote
final class SlurmLedger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlurmLedger.class);
  private static final String ARRAY = "array.json";
  private static final String CANCELLED = "cancelled";
  private static final String OUTCOME = "over.json";
  private static final String LOST = "lost";
  private static final String STANDING = "standing";

  private final SharedFolder shared;
  private final Path root;
  private final LedgerMark mark;
  private final Json json = new Json();

  private SlurmLedger(SharedFolder shared, LedgerMark mark) {
    this.shared = shared;
    this.root = shared.root();
    this.mark = mark;
  }

  /// @param memo a file of the controller's own that remembers the ledger
  /// @throws LedgerInUseException if another engine has it
  /// @throws IOException if it is not the one that the controller worked with before
  static SlurmLedger open(Path folder, Path memo) throws IOException {
    LedgerMark.recognise(folder, memo);
    Files.createDirectories(folder);
    SharedFolder shared = new SharedFolder(folder.toRealPath());
    LedgerMark mark = LedgerMark.take(shared, memo);
    try {
      SlurmLedger ledger = new SlurmLedger(shared, mark);
      shared.discardHalfMade();
      shared.write(ledger.script(), Wrapper.of(SlurmLedger.class));
      return ledger;
    } catch (IOException | RuntimeException e) {
      mark.close();
      throw e;
    }
  }

  Path script() {
    return root.resolve(".task.sh");
  }

  /// Whether it is still there, and no other is in its place.
  boolean isThere() {
    return mark.isThere();
  }

  /// What the comments of this ledger's arrays begin with.
  String prefix() {
    return "trainyard " + mark.id() + " ";
  }

  /// All submissions. One that cannot be understood any more is put aside, and is as if it had
  /// never been accepted: none of its tasks starts.
  List<Acceptance> submissions() throws IOException {
    List<Acceptance> found = new ArrayList<>();
    for (Path folder : SharedFolder.list(root)) {
      if (!Files.exists(folder.resolve(ARRAY))) {
        continue;
      }
      try {
        found.add(json.read(Files.readAllBytes(folder.resolve(ARRAY)), Acceptance.class));
      } catch (MalformedJsonException e) {
        Path aside = root.resolve(".damaged." + folder.getFileName() + "." + UUID.randomUUID());
        DurableFiles.rename(folder, aside);
        LOG.atError().addKeyValue("moved", aside).setCause(e).log("A submission is damaged");
      }
    }
    return found;
  }

  /// Keeps a new submission: when this returns, it has been accepted for good.
  ///
  /// @return it, or what was kept under its name before
  Acceptance accept(Acceptance acceptance) throws IOException {
    SubmissionName name = acceptance.array().name();
    Path half = shared.halfMade().resolve(name + "." + UUID.randomUUID());
    Files.createDirectories(half.resolve("work"));
    for (Part part : acceptance.parts()) {
      Path folder = half.resolve(Integer.toString(part.number()));
      Files.createDirectories(folder.resolve("over"));
      Files.createDirectories(folder.resolve("log"));
      String indexes = part.indexes().stream().map(i -> i + "\n").collect(Collectors.joining());
      DurableFiles.write(folder.resolve("indexes"), indexes.getBytes(UTF_8));
    }
    DurableFiles.write(half.resolve(ARRAY), json.write(acceptance));
    try {
      DurableFiles.rename(half, folder(name));
      return acceptance;
    } catch (IOException e) {
      DurableFiles.delete(half);
      if (Files.exists(folder(name).resolve(ARRAY))) {
        return json.read(Files.readAllBytes(folder(name).resolve(ARRAY)), Acceptance.class);
      }
      throw e;
    }
  }

  /// Drops all that is known of a submission.
  void forget(SubmissionName name) throws IOException {
    Path dropped = shared.halfMade().resolve(name + "." + UUID.randomUUID());
    DurableFiles.rename(folder(name), dropped);
    try {
      DurableFiles.delete(dropped);
    } catch (IOException | UncheckedIOException e) {
      LOG.atWarn().addKeyValue("path", dropped).setCause(e).log("Cannot be deleted");
    }
  }

  /// How a submission ended; nothing if that cannot be understood: its tasks' files say it too.
  Optional<SubmissionOutcome> outcome(SubmissionName name) throws IOException {
    Path file = folder(name).resolve(OUTCOME);
    try {
      return Files.exists(file)
          ? Optional.of(json.read(Files.readAllBytes(file), SubmissionOutcome.class))
          : Optional.empty();
    } catch (MalformedJsonException e) {
      LOG.atWarn().addKeyValue("submission", name).setCause(e).log("Its outcome is damaged");
      return Optional.empty();
    }
  }

  void keepOutcome(SubmissionName name, SubmissionOutcome outcome) throws IOException {
    shared.write(folder(name).resolve(OUTCOME), json.write(outcome));
  }

  /// How a submission stands: as it was told last, or else as it was submitted.
  Standing standing(TaskArray array) throws IOException {
    return standing(folder(array.name()), Standing.going(array.priority()));
  }

  void keepStanding(SubmissionName name, Standing standing) throws IOException {
    shared.write(folder(name).resolve(STANDING), json.write(standing));
  }

  /// How Slurm was told that a part stands.
  ///
  /// @param submitted how it was submitted, if nothing was told since
  Standing standing(Part part, Standing submitted) throws IOException {
    return standing(folder(part), submitted);
  }

  void keepStanding(Part part, Standing standing) throws IOException {
    shared.write(folder(part).resolve(STANDING), json.write(standing));
  }

  private Standing standing(Path folder, Standing otherwise) throws IOException {
    Path file = folder.resolve(STANDING);
    try {
      return Files.exists(file) ? json.read(Files.readAllBytes(file), Standing.class) : otherwise;
    } catch (MalformedJsonException e) {
      LOG.atWarn().addKeyValue("file", file).setCause(e).log("Damaged: it is told anew");
      return otherwise;
    }
  }

  boolean isCancelled(SubmissionName name) {
    return Files.exists(folder(name).resolve(CANCELLED));
  }

  /// From now on no task of it starts, not even one of an array that arrives late.
  void keepCancelled(SubmissionName name) throws IOException {
    shared.write(folder(name).resolve(CANCELLED), new byte[0]);
  }

  /// The array that runs a part, if one was submitted.
  ///
  /// @throws DamagedRecordException if nobody can tell
  Optional<Long> job(Part part) throws IOException {
    Path file = folder(part).resolve("job");
    return Files.exists(file)
        ? Optional.of(number(file, Files.readString(file)))
        : Optional.empty();
  }

  /// Has an array run the part, unless another one does already.
  ///
  /// @return the one that does
  long choose(Part part, long job) throws IOException {
    Path file = folder(part).resolve("job");
    return number(file, shared.keepFirst(file, Long.toString(job)));
  }

  private static long number(Path file, String text) throws IOException {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new DamagedRecordException(file + " holds no job id: delete it", e);
    }
  }

  /// How tasks of a part ended.
  ///
  /// @param wanted the places that are asked for
  Map<Integer, TaskState> ends(Part part, IntPredicate wanted) throws IOException {
    Map<Integer, TaskState> ends = new HashMap<>();
    for (Path file : SharedFolder.list(folder(part).resolve("over"))) {
      String name = file.getFileName().toString();
      if (isPlace(name, part) && wanted.test(Integer.parseInt(name))) {
        ends.put(Integer.valueOf(name), end(Files.readString(file)));
      }
    }
    return ends;
  }

  /// Says of tasks that they are lost: that stays so, whatever they leave later.
  ///
  /// @param lost why, by place
  void lose(Part part, Map<Integer, String> lost) throws IOException {
    if (!lost.isEmpty()) {
      Path folder = Files.createDirectories(folder(part).resolve(LOST));
      StringBuilder lines = new StringBuilder();
      lost.forEach(
          (place, why) -> lines.append(place).append(' ').append(oneLine(why)).append('\n'));
      shared.write(folder.resolve(UUID.randomUUID().toString()), lines.toString().getBytes(UTF_8));
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\R", " ");
  }

  /// Why tasks are lost, by place.
  Map<Integer, String> losses(Part part) throws IOException {
    Map<Integer, String> lost = new HashMap<>();
    Path folder = folder(part).resolve(LOST);
    for (Path file : Files.exists(folder) ? SharedFolder.list(folder) : List.<Path>of()) {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.split(" ", 2);
        if (isPlace(words[0], part)) {
          lost.put(Integer.valueOf(words[0]), words.length > 1 ? words[1] : "");
        }
      }
    }
    return lost;
  }

  private static boolean isPlace(String name, Part part) {
    return name.matches("\\d{1,9}") && Integer.parseInt(name) < part.size();
  }

  private static TaskState end(String text) {
    String line = text.strip();
    if (line.matches("\\d{1,3}")) {
      return new TaskState.Ended(Integer.parseInt(line));
    }
    return new TaskState.Lost("its record is damaged");
  }

  Path log(Part part, int place) {
    return folder(part).resolve("log").resolve(Integer.toString(place));
  }

  Path folder(Part part) {
    return folder(part.name()).resolve(Integer.toString(part.number()));
  }

  /// The working folder of a submission's tasks.
  Path work(SubmissionName name) {
    return folder(name).resolve("work");
  }

  private Path folder(SubmissionName name) {
    return root.resolve(name.value());
  }

  /// Lets another engine have it.
  @Override
  public void close() throws IOException {
    mark.close();
  }
}
