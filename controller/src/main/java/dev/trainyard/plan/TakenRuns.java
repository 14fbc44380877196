package dev.trainyard.plan;

import dev.trainyard.model.RunSet;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.status.ListenerStatus;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The runs of a listener: as its source has them, or as they were said to be.
///
/// @param resolved the matched ones as text
/// @param unknown runs with the fields that are not known
record TakenRuns(
    NavigableSet<Long> matched,
    RunSet resolved,
    NavigableSet<Long> waiting,
    NavigableSet<Long> bad,
    SortedMap<Long, List<String>> unknown,
    Basis basis) {

  /// Where that is known from.
  enum Basis {
    SOURCE,
    /// The source could not be asked since the controller began.
    STATUS
  }

  static TakenRuns of(RunMatch.Result result) {
    return new TakenRuns(
        result.matched(),
        RunSet.of(result.matched()),
        result.waiting(),
        result.bad(),
        result.unknown(),
        Basis.SOURCE);
  }

  /// What was said, with what the listener's file says since of single runs.
  ///
  /// @param said null if nothing ever was
  static TakenRuns said(RunListenerSpec listener, @Nullable ListenerStatus said) {
    if (said == null) {
      return new TakenRuns(
          new TreeSet<>(),
          RunSet.NONE,
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeMap<>(),
          Basis.STATUS);
    }
    NavigableSet<Long> matched = said.matched().numbers();
    NavigableSet<Long> waiting = said.waiting().numbers();
    NavigableSet<Long> bad = said.bad().numbers();
    for (long run : listener.validated()) {
      if (waiting.remove(run)) {
        matched.add(run);
      }
    }
    for (RunListenerSpec.BadRun it : listener.bad()) {
      boolean known = matched.contains(it.run()) || waiting.remove(it.run());
      if (known) {
        matched.remove(it.run());
        bad.add(it.run());
      }
    }
    return new TakenRuns(matched, RunSet.of(matched), waiting, bad, lacking(said), Basis.STATUS);
  }

  private static SortedMap<Long, List<String>> lacking(ListenerStatus said) {
    SortedMap<Long, List<String>> unknown = new TreeMap<>();
    said.unknown().numbers().forEach(run -> unknown.put(run, List.of()));
    said.lacking().forEach(it -> unknown.put(it.run(), it.fields()));
    return unknown;
  }

  List<ListenerStatus.Lacking> lacking() {
    return unknown.entrySet().stream()
        .limit(ListenerStatus.MOST_LACKING)
        .map(it -> new ListenerStatus.Lacking(it.getKey(), it.getValue()))
        .toList();
  }

  /// The same without some of the matched.
  TakenRuns without(NavigableSet<Long> runs) {
    NavigableSet<Long> rest = new TreeSet<>(matched);
    rest.removeAll(runs);
    return new TakenRuns(rest, RunSet.of(rest), waiting, bad, unknown, basis);
  }

  RunSet unknownRuns() {
    return RunSet.of(unknown.keySet());
  }
}
