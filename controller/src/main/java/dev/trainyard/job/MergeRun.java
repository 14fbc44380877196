package dev.trainyard.job;

import dev.trainyard.json.Json;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.OutputFile;
import dev.trainyard.model.work.JobResult.StagedInput;
import dev.trainyard.model.work.Manifest;
import dev.trainyard.model.work.Manifest.MissingInput;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.DamagedRecordException;
import dev.trainyard.store.Store;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// One execution of a merge task.
///
/// Stages: [#gather], [#merge], [#commit] or [#keepFailure].
///
/// @param folder temporary, of this execution alone
/// @param execution its unique name
record MergeRun(
    Store store,
    Json json,
    JobSettings settings,
    WorkOrder order,
    MergeOrder merge,
    MergeOrder.Task task,
    double allowance,
    Path folder,
    String execution) {

  /// What is merged: the parts and the inputs that they were made from.
  private record Gathered(List<MergePart> parts, List<StagedInput> inputs) {}

  JobEnd toEnd() throws IOException {
    Room room = Room.in(store, folder);
    try {
      return toEnd(room);
    } catch (MergePart.DamagedException e) {
      return keepFailure(room, new JobFailure(ExitCause.PART_BAD, e.getMessage() + ""));
    } catch (JobFailure failure) {
      return keepFailure(room, room.explain(failure));
    } catch (IOException failure) {
      return keepFailure(room, room.explain(failure));
    }
  }

  private JobEnd toEnd(Room room) throws IOException, JobFailure {
    try (PartFetching fetching = new PartFetching(store, task.instance(), folder)) {
      return toEnd(room, gather(fetching));
    }
  }

  private JobEnd toEnd(Room room, Gathered gathered) throws IOException, JobFailure {
    Output output = output();
    if (output.merge().kind() == MergeKind.NONE) {
      for (MergePart part : gathered.parts()) {
        part.verify();
      }
      return commitManifest(gathered);
    }
    room.require(least(output, gathered.parts()));
    mergeWhole(output, gathered.parts());
    room.giveUp();
    return commit(gathered, merged());
  }

  private Path merged() {
    return folder.resolve("merged");
  }

  /// How large the merged file will be at least; sums are hardly larger than one part.
  private static long least(Output output, List<MergePart> parts) {
    LongStream sizes = parts.stream().mapToLong(part -> part.committed().size());
    return output.merge().kind() == MergeKind.CONCATENATE ? sizes.sum() : sizes.max().orElse(0);
  }

  private WagonRun wagon() throws JobFailure {
    return order.wagons().stream()
        .filter(wagon -> wagon.name().equals(task.instance()))
        .findFirst()
        .orElseThrow(() -> failure("the order carries no " + task.instance()));
  }

  private Output output() throws JobFailure {
    return wagon().outputs().stream()
        .filter(output -> output.file().equals(task.file()))
        .findFirst()
        .orElseThrow(() -> failure(task.instance() + " declares no output " + task.file()));
  }

  private static JobFailure failure(String message) {
    return new JobFailure(ExitCause.MERGE_FAILED, LogExcerpt.clean(message));
  }

  private Gathered gather(PartFetching fetching) throws IOException, JobFailure {
    List<MergePart> parts = new ArrayList<>();
    List<StagedInput> inputs = new ArrayList<>();
    for (int job : task.jobs()) {
      JobResult result = result(job);
      inputs.addAll(result.inputs());
      OutputFile committed =
          result.wagons().stream()
              .filter(wagon -> wagon.name().equals(task.instance()))
              .flatMap(wagon -> wagon.outputs().stream())
              .filter(output -> output.file().equals(task.file()))
              .findFirst()
              .orElseThrow(
                  () ->
                      bad(
                          "job "
                              + job
                              + " committed no "
                              + task.file()
                              + " of "
                              + task.instance()));
      parts.add(fetching.add(result, committed));
    }
    if (parts.isEmpty()) {
      throw failure("no job is there to be merged");
    }
    return new Gathered(parts, inputs);
  }

  private JobResult result(int job) throws IOException, JobFailure {
    try {
      return store
          .job(order.id(), job)
          .orElseThrow(() -> bad("job " + job + " has committed nothing"));
    } catch (DamagedRecordException e) {
      throw bad("the record of job " + job + " is damaged");
    }
  }

  private static JobFailure bad(String message) {
    return new JobFailure(ExitCause.PART_BAD, LogExcerpt.clean(message));
  }

  /// Parts that do not fit together may be damaged: then the disk is to blame, not the wagon.
  private void mergeWhole(Output output, List<MergePart> parts) throws IOException, JobFailure {
    try {
      merge(output, parts, merged());
    } catch (OutOfMemoryError e) {
      throw failure("output " + task.file() + " " + MergePart.tooLarge(output));
    } catch (JobFailure e) {
      for (MergePart part : parts) {
        part.verify();
      }
      throw e;
    }
  }

  private void merge(Output output, List<MergePart> parts, Path target)
      throws IOException, JobFailure {
    Merge how = output.merge();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
      switch (how.kind()) {
        case SUM -> new CsvSum(how.keys()).merge(parts, out);
        case CONCATENATE -> Concatenation.of(output).merge(parts, out);
        case JSON -> new JsonSum().merge(parts, out);
        case COMMAND -> mergeByCommand(how, parts, out);
        case NONE -> throw new IllegalStateException("nothing is merged");
      }
    }
  }

  private void mergeByCommand(Merge how, List<MergePart> parts, OutputStream out)
      throws IOException, JobFailure {
    WagonRun alone = wagon().dependingOn(List.of());
    Path software = Software.folder(store, order, alone);
    try (Premises premises = premises()) {
      new CommandMerge(
              premises,
              json,
              WagonShift.limits(alone.resources(), allowance, settings),
              how.command(),
              alone,
              software,
              folder,
              execution)
          .merge(parts, out);
    } catch (IllegalArgumentException e) {
      throw failure(e.getMessage() + "");
    }
  }

  private Premises premises() throws IOException, JobFailure {
    try {
      return Premises.open(settings, store.layout().root(), order.purpose(), execution);
    } catch (NotConfinedException e) {
      throw new JobFailure(ExitCause.NOT_CONFINED, e.getMessage() + "");
    }
  }

  private JobEnd commit(Gathered gathered, Path merged) throws IOException {
    Checksum checksum = Checksum.of(merged);
    Manifest manifest = manifest(gathered, checksum);
    return commit(merged, written(manifest), success(manifest, checksum));
  }

  /// The parts stay where they are: the manifest alone says which they are.
  private JobEnd commitManifest(Gathered gathered) throws IOException {
    long bytes = gathered.parts().stream().mapToLong(part -> part.committed().size()).sum();
    Manifest manifest = manifest(gathered, new Checksum(bytes, ""));
    Path made = written(manifest);
    return commit(null, made, success(manifest, Checksum.of(made)));
  }

  private JobEnd commit(@Nullable Path merged, Path manifest, MergeResult result)
      throws IOException {
    return switch (store.commitMerge(task, execution, merged, manifest, result)) {
      case COMMITTED, ALREADY_THERE -> JobEnd.COMMITTED;
    };
  }

  private Path written(Manifest manifest) throws IOException {
    return Files.write(folder.resolve("manifest"), json.write(manifest));
  }

  private Manifest manifest(Gathered gathered, Checksum checksum) {
    return new Manifest(
        order.id(),
        order.commit(),
        order.dataset(),
        task.instance(),
        task.file(),
        task.mergeList(),
        checksum.size(),
        checksum.sha256(),
        gathered.parts().stream().map(MergePart::listed).toList(),
        gathered.inputs(),
        missing());
  }

  private List<MissingInput> missing() {
    return new MissingInputs(order, merge, task).all();
  }

  private MergeResult success(Manifest manifest, Checksum checksum) {
    return new MergeResult(
        order.id(),
        task.index(),
        task.instance(),
        task.file(),
        task.mergeList(),
        ExitCause.SUCCEEDED,
        "",
        "",
        checksum.size(),
        checksum.sha256(),
        manifest.inputs().size(),
        manifest.missing().size());
  }

  private JobEnd keepFailure(Room room, JobFailure failure) throws IOException {
    Files.deleteIfExists(merged());
    room.giveUp();
    ExitCause cause = settings.cancellation().isCancelled() ? ExitCause.CANCELLED : failure.cause();
    MergeResult result =
        new MergeResult(
            order.id(),
            task.index(),
            task.instance(),
            task.file(),
            task.mergeList(),
            cause,
            failure.text(),
            "",
            0,
            "",
            0,
            missing().size());
    store.keepFailure(result);
    return JobEnd.of(cause);
  }
}
