package dev.trainyard.plan;

import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.RunListeners;
import dev.trainyard.model.work.RunTable;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a listener would have made of the runs of the past, beside what it was before.
///
/// @param matched all that it takes
/// @param newly those that it did not take before
/// @param noMore those that it took before
/// @param waiting those that a person would have to validate
/// @param bad those that a person dropped
/// @param unknown those of which something is not known, with what that is
/// @param twice those that other listeners take too without saying so, by their names
/// @param missing fields that it asks for and the source has not
public record Replay(
    NavigableSet<Long> matched,
    NavigableSet<Long> newly,
    NavigableSet<Long> noMore,
    NavigableSet<Long> waiting,
    NavigableSet<Long> bad,
    SortedMap<Long, List<String>> unknown,
    SortedMap<String, NavigableSet<Long>> twice,
    NavigableSet<String> missing) {

  /// Replays the runs of a source.
  ///
  /// @param after the listener as it is to be
  /// @param before as it was; null if there was none
  /// @param others all listeners as they are to be
  /// @param since the first run that is looked at
  public static Replay of(
      Declared<RunListenerSpec> after,
      @Nullable RunListenerSpec before,
      RunListeners others,
      RunTable table,
      long since) {
    RunTable late = new RunTable(table.fields(), new TreeMap<>(table.runs().tailMap(since, true)));
    RunMatch.Result now = new RunMatch(after.spec()).of(late);
    NavigableSet<Long> then =
        before == null ? new TreeSet<>() : new RunMatch(before).of(late).matched();
    SortedMap<String, NavigableSet<Long>> twice = new TreeMap<>();
    for (Declared<RunListenerSpec> other : others.declared().values()) {
      boolean apart =
          other.name().equals(after.name())
              || !other.spec().source().equals(after.spec().source())
              || Contest.share(after, other);
      NavigableSet<Long> both =
          apart ? new TreeSet<>() : new TreeSet<>(new RunMatch(other.spec()).of(late).matched());
      both.retainAll(now.matched());
      if (!both.isEmpty()) {
        twice.put(other.name(), both);
      }
    }
    NavigableSet<String> missing = after.spec().fields();
    missing.removeAll(table.fields());
    return new Replay(
        now.matched(),
        minus(now.matched(), then),
        minus(then, now.matched()),
        now.waiting(),
        now.bad(),
        now.unknown(),
        twice,
        missing);
  }

  private static NavigableSet<Long> minus(NavigableSet<Long> some, NavigableSet<Long> others) {
    NavigableSet<Long> rest = new TreeSet<>(some);
    rest.removeAll(others);
    return rest;
  }
}
