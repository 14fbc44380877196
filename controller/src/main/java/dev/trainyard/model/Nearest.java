package dev.trainyard.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The known names that a typing error leads to an unknown one from.
public final class Nearest {
  private static final int LONGEST = 80;
  private static final int SHARE = 3;

  private Nearest() {}

  /// The nearest name, if any is near enough.
  public static Optional<String> name(String unknown, Collection<String> known) {
    return names(unknown, known, 1).stream().findFirst();
  }

  /// The nearest names, nearest first.
  public static List<String> names(String unknown, Collection<String> known, int most) {
    int farthest = Math.max(1, Math.min(unknown.length(), LONGEST) / SHARE);
    return known.stream()
        .distinct()
        .filter(name -> Math.abs(name.length() - unknown.length()) <= farthest)
        .map(name -> new Near(name, distance(unknown, name)))
        .filter(near -> near.distance <= farthest)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(most)
        .map(Near::name)
        .toList();
  }

  private record Near(String name, int distance) {}

  /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : step(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(int[][] cost, String a, String b, int i, int j) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
