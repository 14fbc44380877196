package dev.trainyard.store;

import dev.trainyard.json.Json;
import dev.trainyard.json.MalformedJsonException;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.remote.Remote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The records of a store: orders are pinned by whoever writes first, results are committed once.
/// Everything half-made lies in its temporary area, so that a process killed at any instant leaves
/// nothing else behind.
public final class Store {
  /// What must be free before anything begins that writes results here.
  public static final ByteSize ROOM_TO_START = ByteSize.parse("64Mi");

  /// A folder is there for a moment before its owner has locked it.
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private final StoreLayout layout;
  private final Shelf shelf;
  private final Json json;

  private Store(StoreLayout layout, Shelf shelf, Json json) {
    this.layout = layout;
    this.shelf = shelf;
    this.json = json;
  }

  /// A store that is a folder.
  public Store(Path root, Json json) {
    this(new StoreLayout(root), json);
  }

  private Store(StoreLayout layout, Json json) {
    this(layout, new FolderShelf(layout), json);
  }

  /// A store elsewhere.
  ///
  /// @param copy a folder of this machine for what is being worked on; it need not be there yet
  public static Store elsewhere(Remote remote, Path copy, Json json) {
    StoreLayout layout = new StoreLayout(copy);
    return new Store(layout, new RemoteShelf(layout, remote, json), json);
  }

  /// Where everything lies on this machine.
  public StoreLayout layout() {
    return layout;
  }

  /// Where it is, as tasks are told: a folder, or an address.
  public String place() {
    return shelf.place();
  }

  Shelf shelf() {
    return shelf;
  }

  /// Pins an order and returns what is pinned: the first one that was ever written under this id.
  public WorkOrder pin(WorkOrder order) throws IOException {
    return pin(layout.orderFile(order.id()), order, WorkOrder.class);
  }

  /// The order pinned under this id.
  public Optional<WorkOrder> order(String id) throws IOException {
    return readIfThere(layout.orderFile(id), WorkOrder.class);
  }

  /// Pins a merge and returns what is pinned for its order.
  public MergeOrder pin(MergeOrder merge) throws IOException {
    return pin(layout.mergeOrderFile(merge.order()), merge, MergeOrder.class);
  }

  private <T> T pin(Path file, T wanted, Class<T> type) throws IOException {
    return switch (shelf.create(file, json.write(wanted))) {
      case COMMITTED -> wanted;
      case ALREADY_THERE -> read(file, type);
    };
  }

  /// The merge pinned for this order.
  public Optional<MergeOrder> mergeOrder(String order) throws IOException {
    return readIfThere(layout.mergeOrderFile(order), MergeOrder.class);
  }

  /// Whether the package of this Git tree was exported.
  public boolean hasPackage(String tree) throws IOException {
    return shelf.hasPackage(tree);
  }

  /// Takes the package of this Git tree over, which was exported to its folder.
  public void keepPackage(String tree) throws IOException {
    shelf.keepPackage(tree);
  }

  /// The folder of the package of this Git tree, on this machine.
  ///
  /// @throws java.nio.file.NoSuchFileException if it was not exported
  public Path software(String tree) throws IOException {
    return shelf.software(tree);
  }

  /// The result that counts for this job.
  public Optional<JobResult> job(String order, int index) throws IOException {
    return readIfThere(shelf.jobRecord(order, index), JobResult.class);
  }

  /// Commits the folder of a job's successful execution, with its record in it. If another
  /// execution was first, that one stands.
  public Commit.Outcome commitJob(Path made, JobResult result) throws IOException {
    byte[] record = json.write(result);
    Files.write(resultFile(made), record);
    return shelf.commitJob(made, result, record, () -> isDamaged(result.order(), result.index()));
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
    byte[] record = json.write(result);
    Files.write(resultFile(made), record);
    shelf.keepAttempt(made, result, record);
  }

  /// Where an output of a committed job is: a location that inputs may have.
  public String locate(JobResult job, InstanceName instance, String file) {
    return shelf.locate(job, instance, file);
  }

  /// Where a merged file is: a location that inputs may have.
  public String locate(MergeResult merged) {
    return shelf.locate(merged.order(), merged.path());
  }

  /// Where a file of the store is: a location that inputs may have.
  ///
  /// @param path from its top, as a status names it
  public String locate(String path) {
    return shelf.locate(path);
  }

  /// An output of a committed job as a file of this machine.
  ///
  /// @param target where it may be put if it is none yet
  public Path fetch(JobResult job, InstanceName instance, String file, Path target)
      throws IOException {
    return shelf.fetch(job, instance, file, target);
  }

  /// The result of a merge task.
  public Optional<MergeResult> mergeResult(String order, int task) throws IOException {
    return readIfThere(shelf.mergeRecord(order, task), MergeResult.class);
  }

  /// Whether a merge task has succeeded, and its files are there.
  public boolean isMerged(String order, int task) throws IOException {
    try {
      return mergeResult(order, task)
          .filter(result -> result.cause() == ExitCause.SUCCEEDED)
          .filter(this::isThere)
          .isPresent();
    } catch (DamagedRecordException e) {
      return false;
    }
  }

  private boolean isThere(MergeResult result) {
    if (shelf.isElsewhere()) {
      return true; // the record is written last, and what it names stays
    }
    Path file = layout.order(result.order()).resolve(result.path());
    boolean isManifest = file.toString().endsWith(".manifest.json");
    return Files.exists(file) && (isManifest || Files.exists(StoreLayout.manifest(file)));
  }

  /// Commits a merged file with its manifest, unless another execution was first.
  ///
  /// @param execution its unique name
  /// @param merged null: the parts stay as they are, and only the manifest says which they are
  /// @param result of a success, without a place
  public Commit.Outcome commitMerge(
      MergeOrder.Task task,
      String execution,
      @Nullable Path merged,
      Path manifest,
      MergeResult result)
      throws IOException {
    return shelf.commitMerge(
        new Shelf.Made(task, execution, merged, manifest),
        result,
        json::write,
        () -> isMerged(result.order(), task.index()));
  }

  /// Keeps why a merge failed, until it succeeds or fails again.
  public void keepFailure(MergeResult result) throws IOException {
    shelf.keepFailure(result, json.write(result), () -> isMerged(result.order(), result.index()));
  }

  /// The orders whose names begin so, oldest first.
  public List<String> orders(String begin) throws IOException {
    return shelf.orders(begin);
  }

  /// Lets the logs of an order be seen in their folders of this machine; of a store elsewhere, what
  /// they hold is there after [#bring].
  public void showLogs(String order) throws IOException {
    shelf.showLogs(order);
  }

  /// Brings what a log holds, if it only shows.
  public void bring(Path log) throws IOException {
    shelf.bring(log);
  }

  /// Where a log really is.
  public String address(Path log) throws IOException {
    return shelf.address(log);
  }

  /// A file of the store from one of its bytes on.
  ///
  /// @param path from its top, as the layout has it or as a record names it
  public InputStream open(String path, long from) throws IOException {
    return shelf.open(path, from);
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
    return new TemporaryArea(layout.temporary()).clean(before);
  }

  /// Takes away what killed tasks have left elsewhere before this instant, as far as that goes.
  public void sweep(Instant before) throws IOException {
    shelf.sweep(before);
  }

  /// Deletes what killed tasks have left on this machine, if the store is elsewhere.
  public void cleanCopy(Instant now) throws IOException {
    if (shelf.isElsewhere()) {
      var _ = new TemporaryArea(layout.temporary()).clean(now.minus(YOUNG));
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

  private <T> Optional<T> readIfThere(Path file, Class<T> type) throws IOException {
    try {
      return Optional.of(read(file, type));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  <T> T read(Path file, Class<T> type) throws IOException {
    byte[] content = shelf.read(file);
    try {
      return json.read(content, type);
    } catch (MalformedJsonException e) {
      throw new DamagedRecordException(file, e);
    }
  }
}
