package dev.trainyard.model.spec;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which runs of a run source are taken, and what they start.
///
/// @param source by the name that the operator gives it
/// @param lastRun null if there is none
/// @param match field to what it must be; all of it
/// @param anyOf of these, one must hold as well; empty if nothing more is asked
/// @param validation which runs a person must look at first; null if none
/// @param held runs that start nothing for now
/// @param sharesWith listeners that may take the same runs
/// @param starts null if the runs only become part of datasets
/// @param rerun a counter: raised, all that it started runs again
public record RunListenerSpec(
    String description,
    String source,
    long firstRun,
    @Nullable Long lastRun,
    Map<String, RunCondition> match,
    List<Map<String, RunCondition>> anyOf,
    @Nullable Validation validation,
    List<Long> validated,
    List<BadRun> bad,
    List<Long> held,
    List<String> sharesWith,
    @Nullable Starts starts,
    boolean suspend,
    int rerun,
    List<Again> again)
    implements Spec {
  public RunListenerSpec {
    match = Map.copyOf(match);
    anyOf = anyOf.stream().map(Map::copyOf).toList();
    validated = List.copyOf(validated);
    bad = List.copyOf(bad);
    held = List.copyOf(held);
    sharesWith = List.copyOf(sharesWith);
    again = List.copyOf(again);
  }

  /// Which runs wait for a person: exactly one of the two is set.
  ///
  /// @param unless a run waits unless all of this is known to hold
  public record Validation(@Nullable Boolean every, @Nullable Map<String, RunCondition> unless) {
    public Validation {
      unless = unless == null ? null : Map.copyOf(unless);
    }
  }

  /// A run that is dropped.
  public record BadRun(long run, String reason) {}

  /// A run whose train runs again.
  public record Again(long run, int times) {}

  /// The trains that runs start.
  ///
  /// @param batch null if each run has a train of its own
  /// @param most so many are underway at a time
  /// @param train what each of them is, but for its runs
  public record Starts(@Nullable Batch batch, int most, TrainSpec train) {}

  /// When several runs make a train.
  ///
  /// @param after fewer make one when the first has waited so long
  public record Batch(int runs, Duration after) {}

  /// Whether a run is one that it looks at.
  public boolean looksAt(long run) {
    return run >= firstRun && (lastRun == null || run <= lastRun);
  }

  /// The fields of runs that it asks for.
  public TreeSet<String> fields() {
    Map<String, RunCondition> unless =
        validation == null || validation.unless() == null ? Map.of() : validation.unless();
    TreeSet<String> fields = new TreeSet<>();
    Stream.concat(Stream.of(match, unless), anyOf.stream())
        .forEach(it -> fields.addAll(it.keySet()));
    return fields;
  }
}
