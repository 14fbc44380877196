package dev.trainyard.model.work;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec.MergeList;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.TrainSpec.OnWagonFailure;
import dev.trainyard.model.spec.TrainSpec.Retry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Everything that the jobs of one train or test need, written once to the store before the first
/// job starts and never changed: what a job does follows from it alone.
///
/// @param id its name, also its folder in the store; see [OrderId]
/// @param subject the train, or the wagon under test, that people know it by
/// @param commit the commit of the yard that it was planned from
/// @param listing digest of the dataset's listing that the jobs were cut from
/// @param meta the dataset's metadata
/// @param wagons the instances that it carries, dependencies before dependants
/// @param jobs one per task, indexed from 0
/// @param mergeLists named run subsets that are merged apart
/// @param carried the wagons that it was asked to carry, without what they depend on; empty for
///   tests
/// @param terms how it runs; later changes of the yard's files do not touch it
/// @param artefacts what earlier trains made and its wagons get, by name; orders of before there
///   were any do not say
public record WorkOrder(
    String id,
    Purpose purpose,
    String subject,
    CommitId commit,
    String dataset,
    String scope,
    @Nullable String subset,
    Digest listing,
    Map<String, Object> meta,
    List<PackageVersion> packages,
    List<WagonRun> wagons,
    List<JobSplit> jobs,
    List<MergeList> mergeLists,
    List<Carried> carried,
    Terms terms,
    Instant planned,
    @Nullable List<Artefact> artefacts) {
  public WorkOrder {
    meta = Map.copyOf(meta);
    packages = List.copyOf(packages);
    wagons = List.copyOf(wagons);
    jobs = List.copyOf(jobs);
    mergeLists = List.copyOf(mergeLists);
    carried = List.copyOf(carried);
    artefacts = artefacts == null ? List.of() : List.copyOf(artefacts);
  }

  /// An order whose wagons get no artefacts.
  public WorkOrder(
      String id,
      Purpose purpose,
      String subject,
      CommitId commit,
      String dataset,
      String scope,
      @Nullable String subset,
      Digest listing,
      Map<String, Object> meta,
      List<PackageVersion> packages,
      List<WagonRun> wagons,
      List<JobSplit> jobs,
      List<MergeList> mergeLists,
      List<Carried> carried,
      Terms terms,
      Instant planned) {
    this(
        id,
        purpose,
        subject,
        commit,
        dataset,
        scope,
        subset,
        listing,
        meta,
        packages,
        wagons,
        jobs,
        mergeLists,
        carried,
        terms,
        planned,
        List.of());
  }

  @Override
  public List<Artefact> artefacts() {
    return Objects.requireNonNull(artefacts);
  }

  /// A wagon that the order was asked to carry, with the key of the test that admitted it: tells
  /// whether a later train would only repeat it.
  public record Carried(WagonRef wagon, Digest testKey) {}

  /// How an order runs, as it was declared when it was planned.
  ///
  /// @param engine the engine that runs it
  /// @param completion the share of jobs that must succeed, up to 1
  public record Terms(
      String engine, Retry retry, double completion, OnWagonFailure onWagonFailure) {}

  /// What an order is for.
  public enum Purpose {
    WAGON_TEST("wagon-test"),
    /// A wagon test of what nobody has reviewed yet: it runs confined.
    PULL_TEST("pull-test"),
    TRAIN_TEST("train-test"),
    TRAIN("train");

    private final String word;

    Purpose(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// The image that all jobs run in, by its digest; empty for the engine's own, and with engines
  /// that run none.
  public Optional<String> image() {
    return packages.stream()
        .flatMap(version -> Optional.ofNullable(version.image()).stream())
        .flatMap(image -> image.pinned().stream())
        .findFirst();
  }

  /// Whether it runs its wagons once over what earlier trains made: a build, its own test.
  public boolean isBuild() {
    return !jobs.isEmpty()
        && jobs.stream()
            .flatMap(job -> job.inputs().stream())
            .allMatch(input -> input.artefact() != null);
  }

  /// Input files of all jobs.
  public int files() {
    return jobs.stream().mapToInt(job -> job.inputs().size()).sum();
  }

  /// Input bytes of all jobs, as far as known.
  public long bytes() {
    return jobs.stream().mapToLong(JobSplit::bytes).sum();
  }
}
