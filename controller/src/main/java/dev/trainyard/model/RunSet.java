package dev.trainyard.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Runs as text: neighbours as ranges, such as `165121-165130 165140`, a line per thousand run
/// numbers, so that a new run changes one line.
public record RunSet(List<String> runs) {
  public static final RunSet NONE = new RunSet(List.of());

  private static final int PER_LINE = 1000;

  /// As many as a source may hold (`mostRows` of the settings).
  private static final int MOST_RUNS = 2_000_000;

  private static final Pattern SPACE = Pattern.compile(" ");

  public RunSet {
    runs = List.copyOf(runs);
  }

  /// These runs.
  public static RunSet of(Collection<Long> numbers) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    long start = -1;
    long last = -1;
    for (long run : new TreeSet<>(numbers)) {
      boolean sameLine = start >= 0 && run / PER_LINE == last / PER_LINE;
      if (start < 0 || !sameLine || run != last + 1) {
        add(line, start, last);
        start = run;
      }
      if (last >= 0 && !sameLine) {
        lines.add(line.toString());
        line.setLength(0);
      }
      last = run;
    }
    add(line, start, last);
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return new RunSet(lines);
  }

  private static void add(StringBuilder line, long start, long last) {
    if (start >= 0) {
      line.append(line.isEmpty() ? "" : " ").append(start);
      line.append(last > start ? "-" + last : "");
    }
  }

  /// The runs, ascending.
  ///
  /// @throws IllegalArgumentException if the text is none of ours
  public NavigableSet<Long> numbers() {
    TreeSet<Long> numbers = new TreeSet<>();
    for (String line : runs) {
      for (String range : SPACE.splitAsStream(line).toList()) {
        long first = first(range);
        long last = last(range);
        if (first < 0 || last - first + numbers.size() > MOST_RUNS) {
          throw new IllegalArgumentException("not runs: " + range);
        }
        for (long run = first; run <= last; run++) {
          numbers.add(run);
        }
      }
    }
    return numbers;
  }

  /// How many there are.
  public int size() {
    long size = 0;
    for (String line : runs) {
      for (String range : SPACE.splitAsStream(line).toList()) {
        size += last(range) - first(range) + 1;
      }
    }
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  private static long first(String range) {
    int dash = range.indexOf('-');
    return Long.parseLong(dash < 0 ? range : range.substring(0, dash));
  }

  private static long last(String range) {
    return Long.parseLong(range.substring(range.indexOf('-') + 1));
  }

  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /// All on one line.
  @Override
  public String toString() {
    return String.join(" ", runs);
  }
}
