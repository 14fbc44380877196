package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.RunSet;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run listener has taken, and what came of it: `listeners/NAME.yaml` of the status branch.
///
/// @param matched the resolved run list: what datasets get
/// @param waiting runs that a person must validate
/// @param bad runs that a person dropped
/// @param unknown runs of which something is not known yet that decides
/// @param lacking of the first of them, what that is
/// @param gone runs that were started and are not what is asked for any more
/// @param started how many trains there are
/// @param underway how many of them are on their way
/// @param queued how many runs wait for a place
/// @param batches trains for several runs; they exist once they stand here
/// @param gathering since when runs wait for a batch; null if none does
public record ListenerStatus(
    String name,
    String description,
    String source,
    CommitId observedCommit,
    RunSet matched,
    RunSet waiting,
    RunSet bad,
    RunSet unknown,
    List<Lacking> lacking,
    RunSet gone,
    int started,
    int underway,
    int queued,
    List<Batch> batches,
    @Nullable Instant gathering,
    List<Condition> conditions) {
  /// Of how many runs it is told what is not known.
  public static final int MOST_LACKING = 20;

  public static final String SOURCE_READ = "SourceRead";
  public static final String STARTING = "Starting";
  public static final String EXCLUSIVE = "Exclusive";
  public static final String STILL_MATCHING = "StillMatching";

  public ListenerStatus {
    lacking = List.copyOf(lacking);
    batches = List.copyOf(batches);
    conditions = List.copyOf(conditions);
  }

  /// A run with the fields that are not known.
  public record Lacking(long run, List<String> fields) {
    public Lacking {
      fields = List.copyOf(fields);
    }
  }

  /// The runs of a train.
  ///
  /// @param first of its runs, by which the train is called
  public record Batch(long first, RunSet runs) {}

  /// The same, said of a commit.
  public ListenerStatus at(CommitId commit) {
    return new ListenerStatus(
        name,
        description,
        source,
        commit,
        matched,
        waiting,
        bad,
        unknown,
        lacking,
        gone,
        started,
        underway,
        queued,
        batches,
        gathering,
        conditions);
  }

  /// What stays of a listener that no file declares: which runs shared a train, so that none of
  /// them is run again if it comes back.
  public ListenerStatus undeclared(Condition why) {
    return new ListenerStatus(
        name,
        description,
        source,
        observedCommit,
        RunSet.NONE,
        RunSet.NONE,
        RunSet.NONE,
        RunSet.NONE,
        List.of(),
        RunSet.NONE,
        0,
        0,
        0,
        batches,
        null,
        Condition.with(conditions, why));
  }

  /// How it is, in a word.
  public String word() {
    return conditions.stream()
        .filter(it -> it.status() != Condition.Truth.TRUE)
        .map(Condition::reason)
        .findFirst()
        .orElse("Listening");
  }
}
