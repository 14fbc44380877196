package dev.trainyard.engine.slurm;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What Slurm has in its queue of one ledger: by comment, the arrays that carry it, each with its
/// tasks.
///
/// @param arrays by comment, then by the array's id, then by the task's place
record Queue(Map<String, SortedMap<Long, Map<Integer, Word>>> arrays) {
  /// Array, place, state, reason, comment: what others may have written comes last.
  static final String FORMAT = "%F|%K|%T|%r|%k";

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final int FIELDS = 5;

  /// Understands what `squeue` printed; lines of others are passed over.
  ///
  /// @param prefix what comments of the ledger begin with
  static Queue parse(String text, String prefix) {
    Map<String, SortedMap<Long, Map<Integer, Word>>> arrays = new HashMap<>();
    Map<String, Word> words = new HashMap<>();
    text.lines()
        .map(line -> line.split("\\|", FIELDS))
        .filter(fields -> fields.length == FIELDS && fields[4].startsWith(prefix))
        .filter(fields -> isNumber(fields[0]) && isNumber(fields[1]))
        .forEach(
            fields ->
                arrays
                    .computeIfAbsent(fields[4].strip(), _ -> new TreeMap<>())
                    .computeIfAbsent(Long.valueOf(fields[0]), _ -> new HashMap<>())
                    .put(
                        Integer.valueOf(fields[1]),
                        words.computeIfAbsent(
                            fields[2] + "|" + fields[3], _ -> Word.of(fields[2], fields[3]))));
    return new Queue(arrays);
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /// The arrays with this comment; with more than one, a submission arrived twice.
  SortedMap<Long, Map<Integer, Word>> of(String comment) {
    return arrays.getOrDefault(comment, new TreeMap<>());
  }
}
