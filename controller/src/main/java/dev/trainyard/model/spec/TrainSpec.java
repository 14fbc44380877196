package dev.trainyard.model.spec;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request to run wagons over a dataset's scope.
///
/// @param subset a subset of the dataset, or null for all of it
/// @param runs only these runs of the dataset, or null for all of them
/// @param tags package name to tag: pins wagons that ask for the latest
/// @param artefacts files that earlier trains made, by the names under which wagons ask for them;
///   read as none where nothing is said
/// @param engine the engine that runs it, or null for the controller's default
/// @param priority higher goes first; may change after submission
/// @param completion the share of jobs that must succeed, up to 1
/// @param suspend no job of the train starts; those that run go on to their end. May change after
///   submission
/// @param rerun a counter: raised, the train runs again
public record TrainSpec(
    String description,
    String dataset,
    Scope scope,
    @Nullable String subset,
    @Nullable List<Long> runs,
    Wagons wagons,
    Map<String, String> tags,
    @Nullable Map<String, ArtefactFrom> artefacts,
    @Nullable String engine,
    int priority,
    Retry retry,
    double completion,
    OnWagonFailure onWagonFailure,
    boolean suspend,
    int rerun)
    implements Spec {
  public TrainSpec {
    runs = runs == null ? null : List.copyOf(runs);
    tags = Map.copyOf(tags);
    artefacts = artefacts == null ? Map.of() : Map.copyOf(artefacts);
  }

  @Override
  public Map<String, ArtefactFrom> artefacts() {
    return Objects.requireNonNull(artefacts);
  }

  /// A train made of this one as a template.
  public TrainSpec of(List<Long> someRuns, boolean held, int again) {
    return new TrainSpec(
        description,
        dataset,
        scope,
        subset,
        someRuns,
        wagons,
        tags,
        artefacts,
        engine,
        priority,
        retry,
        completion,
        onWagonFailure,
        held,
        again);
  }

  /// How much of the dataset.
  public enum Scope {
    TEST("test"),
    SHORT("short"),
    FULL("full");

    private final String word;

    Scope(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// Which wagons ride: those named, or all that are enabled on the dataset and passed their test.
  ///
  /// @param named `analysis/wagon`; empty if `enabled` is chosen
  /// @param enabled labels that an enabled wagon must carry (none: every one), or null if `named`
  public record Wagons(List<String> named, @Nullable Map<String, String> enabled) {
    public Wagons {
      named = List.copyOf(named);
      enabled = enabled == null ? null : Map.copyOf(enabled);
    }
  }

  /// One merged output of an earlier train, handed to wagons as it is.
  ///
  /// @param wagon the wagon or subwagon whose output it is
  /// @param sha256 the only content that will do, in lower-case hexadecimal; null for whatever the
  ///   train made
  public record ArtefactFrom(String train, String wagon, String output, @Nullable String sha256) {}

  /// How often a job is tried again, by cause, and how long to wait before it.
  ///
  /// @param infrastructure lost jobs and staging failures; a full store is waited out, without
  ///   limit
  /// @param resources over time or memory: once more with twice as much
  /// @param wagon the wagon's own fault
  /// @param backoff wait before the first retry; doubled for each further one
  public record Retry(int infrastructure, int resources, int wagon, Duration backoff) {}

  /// What becomes of the train when a wagon fails on a job for good.
  public enum OnWagonFailure {
    FAIL("fail"),
    UNCOUPLE("uncouple");

    private final String word;

    OnWagonFailure(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
