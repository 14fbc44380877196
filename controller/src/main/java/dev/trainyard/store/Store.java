package dev.trainyard.store;

import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.WorkOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records of a store: orders are pinned by whoever writes first, results are committed once.
/// Everything half-made lies in its temporary area, so that a process killed at any instant leaves
/// nothing else behind.
public final class Store {
  /// What must be free before anything begins that writes results here.
  public static final ByteSize ROOM_TO_START = ByteSize.parse("64Mi");

  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  private final StoreLayout layout;
  private final Json json;

  public Store(Path root, Json json) {
    this.layout = new StoreLayout(root);
    this.json = json;
  }

  /// Where everything lies.
  public StoreLayout layout() {
    return layout;
  }

  /// Pins an order and returns what is pinned: the first one that was ever written under this id.
  public WorkOrder pin(WorkOrder order) throws IOException {
    Path file = layout.orderFile(order.id());
    Commit.Outcome outcome = Commit.createFile(file, json.write(order), temporaryFile());
    return switch (outcome) {
      case COMMITTED -> order;
      case ALREADY_THERE -> read(file, WorkOrder.class);
    };
  }

  /// The order pinned under this id.
  public Optional<WorkOrder> order(String id) throws IOException {
    return readIfThere(layout.orderFile(id), WorkOrder.class);
  }

  /// Pins a merge and returns what is pinned for its order.
  public MergeOrder pin(MergeOrder merge) throws IOException {
    Path file = layout.mergeOrderFile(merge.order());
    Commit.Outcome outcome = Commit.createFile(file, json.write(merge), temporaryFile());
    return switch (outcome) {
      case COMMITTED -> merge;
      case ALREADY_THERE -> read(file, MergeOrder.class);
    };
  }

  /// The merge pinned for this order.
  public Optional<MergeOrder> mergeOrder(String order) throws IOException {
    return readIfThere(layout.mergeOrderFile(order), MergeOrder.class);
  }

  /// Whether the package of this Git tree was exported.
  public boolean hasPackage(String tree) {
    return Files.isDirectory(layout.packageFolder(tree));
  }

  /// The result that counts for this job.
  public Optional<JobResult> job(String order, int index) throws IOException {
    return readIfThere(resultFile(layout.job(order, index)), JobResult.class);
  }

  /// Commits the folder of a job's successful execution, with its record in it. If another
  /// execution was first, that one stands.
  public Commit.Outcome commitJob(Path made, JobResult result) throws IOException {
    Files.write(resultFile(made), json.write(result));
    Path target = layout.job(result.order(), result.index());
    Commit.Outcome outcome = Commit.moveFolder(made, target);
    if (outcome == Commit.Outcome.ALREADY_THERE && isDamaged(result.order(), result.index())) {
      Path aside = layout.order(result.order()).resolve("damaged").resolve(UUID.randomUUID() + "");
      Commit.moveFolder(target, aside);
      return Commit.moveFolder(made, target);
    }
    return outcome;
  }

  private boolean isDamaged(String order, int index) throws IOException {
    try {
      return job(order, index).isEmpty();
    } catch (DamagedRecordException e) {
      return true;
    }
  }

  /// Keeps the record and the logs of an execution that failed.
  public void keepAttempt(Path made, JobResult result) throws IOException {
    Files.write(resultFile(made), json.write(result));
    Commit.moveFolder(made, layout.attempt(result.order(), result.index(), result.execution()));
  }

  /// Holds all other executions of this merge task off, on any machine, until it is closed.
  public ExclusiveLock lockMerge(String order, int task) throws IOException {
    Path folder = Files.createDirectories(layout.merges(order));
    return ExclusiveLock.take(folder.resolve(task + ".lock"));
  }

  /// The result of a merge task.
  public Optional<MergeResult> mergeResult(String order, int task) throws IOException {
    return readIfThere(layout.mergeResult(order, task), MergeResult.class);
  }

  /// Writes the result of a merge task; a later execution may replace a failure.
  public void keep(MergeResult result) throws IOException {
    Path file = layout.mergeResult(result.order(), result.index());
    Commit.replaceFile(file, json.write(result), temporaryFile());
  }

  /// Writes any record atomically, replacing what may be there.
  public void replace(Path file, Object record) throws IOException {
    Commit.replaceFile(file, json.write(record), temporaryFile());
  }

  /// A new folder of the temporary area, which goes with its owner.
  ///
  /// @param purpose a word that people recognise it by
  public TempFolder temporaryFolder(String purpose) throws IOException {
    return TempFolder.create(layout.temporary().resolve(purpose + "-" + UUID.randomUUID()));
  }

  /// Deletes what lies in the temporary area since before this instant and has no living owner.
  /// What cannot be deleted is left for the next time.
  ///
  /// @param before not now: a folder is there for a moment before its owner has locked it
  /// @return what was deleted
  public List<Path> cleanTemporary(Instant before) throws IOException {
    if (!Files.isDirectory(layout.temporary())) {
      return List.of();
    }
    List<Path> stale;
    try (Stream<Path> entries = Files.list(layout.temporary())) {
      stale = entries.filter(entry -> isStale(entry, before)).toList();
    }
    return stale.stream().filter(Store::isDeleted).toList();
  }

  private static boolean isDeleted(Path entry) {
    try {
      Commit.deleteTree(entry);
      return true;
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("path", entry).log("Left behind, and cannot be deleted: {}", e + "");
      return false;
    }
  }

  private static boolean isStale(Path entry, Instant before) {
    try {
      boolean old = Files.getLastModifiedTime(entry).toInstant().isBefore(before);
      return old && (!Files.isDirectory(entry) || TempFolder.isAbandoned(entry));
    } catch (IOException e) {
      return false;
    }
  }

  /// Room left for files of this process.
  public ByteSize free() throws IOException {
    Files.createDirectories(layout.root());
    return new ByteSize(Files.getFileStore(layout.root()).getUsableSpace());
  }

  static Path resultFile(Path folder) {
    return folder.resolve(StoreLayout.RESULT);
  }

  private Path temporaryFile() {
    return layout.temporary().resolve("record-" + UUID.randomUUID());
  }

  private <T> Optional<T> readIfThere(Path file, Class<T> type) throws IOException {
    try {
      return Optional.of(read(file, type));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  <T> T read(Path file, Class<T> type) throws IOException {
    byte[] content = Files.readAllBytes(file);
    try {
      return json.read(content, type);
    } catch (MalformedJsonException e) {
      throw new DamagedRecordException(file, e);
    }
  }
}
