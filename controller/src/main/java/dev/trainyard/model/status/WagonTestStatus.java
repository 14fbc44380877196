package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.work.ResourceUsage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one test of one wagon; found again by its key.
///
/// @param key content of the wagon and its dependencies x packages x input sample
/// @param order the id of its order in the store
/// @param generation how often a result for this key has expired or been cancelled before
/// @param since when the phase was entered: for a result, when it was measured
/// @param attempts how often it was submitted
/// @param message what happened and what a person can do next; empty if all is well
/// @param sampleFiles input files of the sample
/// @param sampleBytes their size
/// @param usage per instance: the wagon, its subwagons and what they depend on
/// @param expected for the wagon and its subwagons over the whole dataset; null until measured
/// @param madeFor the pull request that asked for it before main did; null if none
public record WagonTestStatus(
    Digest key,
    WagonRef wagon,
    String dataset,
    CommitId observedCommit,
    List<PackageVersion> packages,
    String order,
    int generation,
    WagonTestPhase phase,
    Instant since,
    String message,
    List<String> logLines,
    int attempts,
    int sampleFiles,
    long sampleBytes,
    List<WagonUsage> usage,
    @Nullable ResourceUsage expected,
    @Nullable MadeFor madeFor) {
  public WagonTestStatus {
    packages = List.copyOf(packages);
    logLines = List.copyOf(logLines);
    usage = List.copyOf(usage);
  }

  /// Where a result comes from that a pull request brought.
  ///
  /// @param pull its name, or [#CLOSED]
  /// @param head the commit of it that was tested; main may never hold it
  /// @param counts the commit of main that was the first to find it by its key; null before that
  public record MadeFor(String pull, CommitId head, @Nullable CommitId counts) {
    /// Stands for the name where only the store knew of the result any more.
    public static final String CLOSED = "";

    /// What people call the pull request.
    public String subject() {
      return pull.isEmpty() ? "a pull request that is closed" : "pull request " + pull;
    }
  }

  /// The commit of main that it speaks of, where there is one; else that of the pull request.
  public CommitId commit() {
    return madeFor == null || madeFor.counts() == null ? observedCommit : madeFor.counts();
  }

  /// A result that main has found by its key counts for main from then on.
  public WagonTestStatus countingSince(CommitId main) {
    return madeFor == null || madeFor.counts() != null
        ? this
        : madeFor(new MadeFor(madeFor.pull(), madeFor.head(), main));
  }

  /// The same test, made for a pull request.
  public WagonTestStatus madeFor(MadeFor whom) {
    return new WagonTestStatus(
        key,
        wagon,
        dataset,
        observedCommit,
        packages,
        order,
        generation,
        phase,
        since,
        message,
        logLines,
        attempts,
        sampleFiles,
        sampleBytes,
        usage,
        expected,
        whom);
  }

  /// What actions for this test are done for.
  public String subject() {
    return subject(wagon, dataset);
  }

  /// What actions for a test of this wagon on this dataset are done for.
  public static String subject(WagonRef wagon, String dataset) {
    return "test of wagon " + wagon + " on " + dataset;
  }

  /// A result found by its key speaks for this wagon, whoever's test it was.
  public WagonTestStatus speakingFor(WagonRef other) {
    if (other.equals(wagon)) {
      return this;
    }
    return new WagonTestStatus(
        key,
        other,
        dataset,
        observedCommit,
        packages,
        order,
        generation,
        phase,
        since,
        message,
        logLines,
        attempts,
        sampleFiles,
        sampleBytes,
        usage.stream().map(used -> renamed(used, other)).toList(),
        expected,
        madeFor);
  }

  private WagonUsage renamed(WagonUsage used, WagonRef other) {
    InstanceName name = used.instance();
    return name.wagon().equals(wagon)
        ? new WagonUsage(new InstanceName(other, name.subwagon()), used.jobs(), used.total())
        : used;
  }

  /// The same test in another phase; the time of entering is kept if the phase is the same.
  public WagonTestStatus enter(WagonTestPhase next, Instant at) {
    Instant entered = phase.getClass() == next.getClass() ? since : at;
    return new WagonTestStatus(
        key,
        wagon,
        dataset,
        observedCommit,
        packages,
        order,
        generation,
        next,
        entered,
        message,
        logLines,
        attempts,
        sampleFiles,
        sampleBytes,
        usage,
        expected,
        madeFor);
  }

  /// The same test after one more submission.
  public WagonTestStatus submitted(int times) {
    return new WagonTestStatus(
        key,
        wagon,
        dataset,
        observedCommit,
        packages,
        order,
        generation,
        phase,
        since,
        message,
        logLines,
        times,
        sampleFiles,
        sampleBytes,
        usage,
        expected,
        madeFor);
  }

  /// The same test with what there is to say of its end.
  public WagonTestStatus explained(String why, List<String> lines) {
    return new WagonTestStatus(
        key,
        wagon,
        dataset,
        observedCommit,
        packages,
        order,
        generation,
        phase,
        since,
        why,
        lines,
        attempts,
        sampleFiles,
        sampleBytes,
        usage,
        expected,
        madeFor);
  }

  /// The same test with what was measured.
  ///
  /// @param bytes of the sample, as they were read
  public WagonTestStatus measured(
      long bytes, List<WagonUsage> used, @Nullable ResourceUsage overAll) {
    return new WagonTestStatus(
        key,
        wagon,
        dataset,
        observedCommit,
        packages,
        order,
        generation,
        phase,
        since,
        message,
        logLines,
        attempts,
        sampleFiles,
        bytes,
        used,
        overAll,
        madeFor);
  }
}
