package dev.trainyard.store;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a store keeps its things on. Records are named by paths as [StoreLayout] has them, wherever
/// they really are.
interface Shelf {
  /// Where it is, as tasks are told.
  String place();

  /// Writes a record that must not be there yet; the first writer wins.
  Commit.Outcome create(Path record, byte[] content) throws IOException;

  /// The bytes of a record.
  ///
  /// @throws java.nio.file.NoSuchFileException if there is none
  byte[] read(Path record) throws IOException;

  /// Whether it is asked over a network, so that no answer is no word of what is there.
  boolean isElsewhere();

  /// So many records are best read at a time.
  int readers();

  Path jobRecord(String order, int index);

  /// The records of jobs that are done, besides those that are known.
  Map<Integer, Path> jobs(String order, Set<Integer> known) throws IOException;

  /// The records of executions that failed, by job and name, besides those that are known.
  Map<String, Path> attempts(String order, Set<String> known) throws IOException;

  /// The records of merge tasks, besides those that are known.
  Map<Integer, Path> merges(String order, Set<Integer> known) throws IOException;

  /// The record of a merge task that counts: of its success, else of its last failure.
  Path mergeRecord(String order, int task) throws IOException;

  /// Commits what an execution has made; the first one wins.
  ///
  /// @param record is in `made` too
  /// @param isDamaged whether the record that counts cannot be read
  Commit.Outcome commitJob(Path made, JobResult result, byte[] record, Doubt isDamaged)
      throws IOException;

  /// Keeps what an execution that failed has left.
  void keepAttempt(Path made, JobResult result, byte[] record) throws IOException;

  /// Commits a merged file and its manifest; the first one wins.
  ///
  /// @param record the bytes of a result
  Commit.Outcome commitMerge(
      Made made, MergeResult result, Function<MergeResult, byte[]> record, Doubt isDone)
      throws IOException;

  /// Keeps the record of a failed merge, unless it has succeeded.
  void keepFailure(MergeResult result, byte[] record, Doubt isDone) throws IOException;

  /// Where an output of a committed job is.
  String locate(JobResult result, InstanceName instance, String file);

  /// Where a file of the store is.
  ///
  /// @param path from its top
  String locate(String path);

  /// Where a file of an order is.
  ///
  /// @param path from the order's folder
  String locate(String order, String path);

  /// An output of a committed job as a file of this machine.
  ///
  /// @param target where it may be put, if it is none yet
  Path fetch(JobResult result, InstanceName instance, String file, Path target) throws IOException;

  boolean hasPackage(String tree) throws IOException;

  /// Takes a package over that was exported to its folder.
  void keepPackage(String tree) throws IOException;

  /// The folder of a package on this machine.
  Path software(String tree) throws IOException;

  /// The orders whose names begin so, oldest first.
  List<String> orders(String begin) throws IOException;

  /// Lets the logs of an order be seen in their folders of this machine.
  void showLogs(String order) throws IOException;

  /// Brings what a log holds, if it only shows.
  void bring(Path log) throws IOException;

  /// Where a log really is.
  String address(Path log) throws IOException;

  /// A file of the store from one of its bytes on.
  ///
  /// @param path as [StoreLayout] has it, or as a record names it
  InputStream open(String path, long from) throws IOException;

  /// Takes away what killed executions have left before this instant.
  void sweep(Instant before) throws IOException;

  /// Something that is looked up only if it matters.
  @FunctionalInterface
  interface Doubt {
    boolean isSo() throws IOException;
  }

  /// What an execution of a merge has made, in a folder of this machine.
  ///
  /// @param merged null: the parts stay as they are
  record Made(MergeOrder.Task task, String execution, @Nullable Path merged, Path manifest) {}
}
