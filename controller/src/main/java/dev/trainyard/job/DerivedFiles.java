package dev.trainyard.job;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.store.Store;
import dev.trainyard.store.StoreLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files of a derived dataset: the merged output of a train, or the outputs of its jobs where
/// the output is not merged.
///
/// @param progress of the train's order
/// @param instance the instance whose output it is
public record DerivedFiles(
    Store store, OrderProgress progress, InstanceName instance, String output) {

  /// Lists them, once the train's merge has done its part.
  public DatasetListing list(String dataset) {
    try {
      return new DatasetListing.Listed(InputListing.of(dataset, files()));
    } catch (ListingFailure e) {
      return e.listing();
    }
  }

  private List<InputFile> files() throws ListingFailure {
    MergeOrder merge = progress.mergeOrder();
    if (merge == null) {
      throw waits("the train has not finished its jobs");
    }
    MergeOrder.Task task =
        merge.tasks().stream()
            .filter(t -> t.instance().equals(instance) && t.file().equals(output))
            .filter(t -> t.mergeList().equals(MergeOrder.ALL))
            .findFirst()
            .orElseThrow(
                () ->
                    new ListingFailure(
                        "NoFiles", "the train merged no output " + output + " of " + instance));
    return isMerged() ? List.of(merged(task)) : ofJobs(task);
  }

  private boolean isMerged() {
    return progress.order().wagons().stream()
        .filter(wagon -> wagon.name().equals(instance))
        .flatMap(wagon -> wagon.outputs().stream())
        .anyMatch(o -> o.file().equals(output) && o.merge().kind() != MergeKind.NONE);
  }

  private InputFile merged(MergeOrder.Task task) throws ListingFailure {
    MergeResult result = progress.merges().get(task.index());
    if (result == null || result.cause() != ExitCause.SUCCEEDED) {
      throw waits("the train has not merged " + output + " of " + instance);
    }
    return new InputFile(
        store.locate(result),
        null,
        result.size(),
        result.sha256(),
        name(store.layout().merged(progress.order().id(), task)));
  }

  private List<InputFile> ofJobs(MergeOrder.Task task) throws ListingFailure {
    List<InputFile> files = new ArrayList<>();
    for (int job : task.jobs()) {
      JobResult done =
          Optional.ofNullable(progress.committed().get(job))
              .orElseThrow(() -> waits("job " + job + " is not done"));
      JobResult.OutputFile committed =
          Stream.of(done)
              .flatMap(result -> result.wagons().stream())
              .filter(wagon -> wagon.name().equals(instance))
              .flatMap(wagon -> wagon.outputs().stream())
              .filter(file -> file.file().equals(output))
              .findFirst()
              .orElseThrow(() -> waits("job " + job + " has no " + output + " of " + instance));
      Path folder = store.layout().job(progress.order().id(), job);
      files.add(
          new InputFile(
              store.locate(done, instance, output),
              runOf(job),
              committed.size(),
              committed.sha256(),
              name(StoreLayout.output(folder, instance, output))));
    }
    return files.stream().sorted(InputCatalogue.BY_RUN_AND_NAME).toList();
  }

  /// What it is called wherever the store lies.
  private String name(Path file) {
    return "store:" + store.layout().root().relativize(file);
  }

  /// The run of a job's inputs, or null if they are not all of one.
  private @Nullable Long runOf(int job) {
    List<@Nullable Long> runs = new ArrayList<>();
    for (JobSplit split : progress.order().jobs()) {
      if (split.index() == job) {
        split.inputs().forEach(input -> runs.add(input.run()));
      }
    }
    boolean single = !runs.isEmpty() && runs.stream().distinct().count() == 1;
    return single ? runs.getFirst() : null;
  }

  private static ListingFailure waits(String message) {
    return new ListingFailure("WaitsForTrain", message);
  }
}
