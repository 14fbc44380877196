package dev.trainyard.model.work;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// All runs that a source knows, by number. A run of which nothing is new is the same record as in
/// the table before.
///
/// @param fields what it can know of a run
public record RunTable(List<String> fields, NavigableMap<Long, RunRecord> runs) {
  public RunTable {
    fields = List.copyOf(fields);
    runs = Collections.unmodifiableNavigableMap(runs);
  }

  /// The same table, with the records of an earlier one where they are equal.
  public RunTable after(RunTable earlier) {
    TreeMap<Long, RunRecord> shared = new TreeMap<>(runs);
    shared.replaceAll(
        (run, record) -> {
          RunRecord before = earlier.runs.get(run);
          return record.equals(before) ? before : record;
        });
    return new RunTable(fields, shared);
  }
}
