package dev.trainyard.controller;

import dev.trainyard.git.UnsafeTreeException;
import dev.trainyard.job.JobEnd;
import dev.trainyard.job.JobRequest;
import dev.trainyard.job.JobRunner;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.ExitCause.Blame;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.plan.WagonTrial;
import dev.trainyard.store.ProgressReader;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tests wagons without a controller: in a store of its own, one job after the other, in this
/// process.
///
/// @param work the folder in which everything lies, the store too
public record Trial(
    Path work, Store store, JobRunner runner, Software software, InstantSource clock) {

  /// Where the software of packages is to be had.
  @FunctionalInterface
  public interface Software {
    /// Brings one version into the store, unless it is there.
    void fetch(PackageVersion version, Store store) throws IOException, UnsafeTreeException;
  }

  /// How a test ended.
  ///
  /// @param folder where its last job ran; it stays
  public record Verdict(WagonTestStatus status, Path folder) {}

  /// Asks for a test of a wagon on a dataset.
  ///
  /// @param trains what became of trains, for datasets that are made of one
  /// @param artefacts what the wagon is to be tested with
  public static WagonTrial.Answer ask(
      Snapshot yard,
      WagonRef wagon,
      Declared<DatasetSpec> dataset,
      Map<String, TrainStatus> trains,
      DatasetFiles files,
      List<Artefact> artefacts) {
    DatasetListing listing = DatasetLister.listNow(dataset, yard, trains, files);
    return WagonTrial.of(yard, wagon, dataset, listing, artefacts);
  }

  /// Runs the test to its end: as in a round, a job that failed through no fault of the wagon is
  /// run again, but at once.
  public Verdict run(WagonTrial trial) throws IOException, UnsafeTreeException {
    Map<SubmissionName, Sighting.Seen> over = new HashMap<>();
    OrderProgress progress = null;
    Instant now = clock.instant();
    Path folder = work;
    while (true) {
      WagonTrial.Step step = trial.next(progress, over, now);
      if (step.status().phase().isOver()) {
        return new Verdict(step.status(), folder);
      }
      for (Action action : step.actions()) {
        if (action instanceof Action.SubmitJobs jobs) {
          folder = work.resolve("job-" + (over.size() + 1));
          JobEnd end = run(jobs, folder);
          TaskState state = new TaskState.Ended(end.exitCode());
          over.put(jobs.name(), new Sighting.Seen(Map.of(0, state), Standing.going(0), ""));
        }
      }
      Instant due = step.due();
      now = due == null || clock.instant().isAfter(due) ? clock.instant() : due;
      progress = new ProgressReader(store).read(step.status().order()).progress().orElse(null);
      assureRoom(progress);
    }
  }

  /// A controller waits for room; nobody makes any here.
  private void assureRoom(@Nullable OrderProgress progress) throws IOException {
    if (progress != null && !progress.failed().isEmpty()) {
      JobResult last = progress.failed().getLast();
      if (last.cause().blame() == Blame.STORE) {
        throw new IOException(last.message() + "; make room for " + work);
      }
    }
  }

  private JobEnd run(Action.SubmitJobs jobs, Path folder) throws IOException, UnsafeTreeException {
    WorkOrder order = store.pin(jobs.order());
    for (PackageVersion version : order.packages()) {
      software.fetch(version, store);
    }
    JobRequest request =
        new JobRequest(order.id(), 0, jobs.name().value(), jobs.allowance(), jobs.without(), 0);
    JobEnd end = runner.runIn(request, folder);
    if (end == JobEnd.CANCELLED) {
      throw new IOException("interrupted");
    }
    return end;
  }
}
