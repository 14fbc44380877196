package dev.trainyard.controller;

import dev.trainyard.model.work.RunRecord;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is believed of the readings of one source. Runs that are missing may have been deleted, or
/// the source is being written: they are kept until the next reading misses them too, and longer as
/// long as some of them come back. Not for several threads.
final class RunBelief {
  private final String source;

  /// Runs that the last reading missed, and that were kept.
  private Set<Long> doubted = Set.of();

  RunBelief(String source) {
    this.source = source;
  }

  /// Whether the source has to be read as a whole again, be it changed or not.
  boolean isInDoubt() {
    return !doubted.isEmpty();
  }

  /// What is known after a reading.
  @SuppressWarnings("ReferenceEquality") // what is not new is the same table
  SourceView judge(SourceView before, RunTable read) {
    RunTable known = before.table();
    if (known == null || known == read) {
      return SourceView.read(read);
    } else if (read.runs().isEmpty() && !known.runs().isEmpty()) {
      return before.failed(
          "SourceEmpty", "run source %s holds no run any more, it held some".formatted(source));
    }
    Set<Long> missing = new TreeSet<>(known.runs().keySet());
    missing.removeAll(read.runs().keySet());
    boolean isBeingFilled = doubted.stream().anyMatch(read.runs()::containsKey);
    if (!isBeingFilled) {
      missing.removeAll(doubted);
    }
    doubted = missing;
    return missing.isEmpty() ? whole(known, read) : doubting(known, read);
  }

  private static SourceView whole(RunTable known, RunTable read) {
    RunTable table = read.after(known);
    return SourceView.read(table.equals(known) ? known : table);
  }

  private SourceView doubting(RunTable known, RunTable read) {
    TreeMap<Long, RunRecord> all = new TreeMap<>(read.runs());
    known
        .runs()
        .forEach(
            (run, it) -> {
              if (doubted.contains(run)) {
                all.put(run, it);
              }
            });
    RunTable table = new RunTable(read.fields(), all).after(known);
    return new SourceView(
        table.equals(known) ? known : table,
        "RunsMissing",
        "run source %s misses %s that it had; what is still missing when it is read again is dropped"
            .formatted(source, doubted.size() == 1 ? "a run" : doubted.size() + " runs"));
  }
}
