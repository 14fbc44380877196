package dev.trainyard.model;

/// A wagon as everybody names it: `analysis/wagon`.
public record WagonRef(String analysis, String wagon) implements Comparable<WagonRef> {

  /// Reads `analysis/wagon`.
  ///
  /// @throws IllegalArgumentException if there is not exactly one slash with text on both sides
  public static WagonRef parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
      throw new IllegalArgumentException("not of the form analysis/wagon: " + text);
    }
    return new WagonRef(text.substring(0, slash), text.substring(slash + 1));
  }

  /// Reads `analysis/wagon`, or `wagon` alone for one of the given analysis.
  public static WagonRef parse(String text, String ownAnalysis) {
    return text.indexOf('/') < 0 ? new WagonRef(ownAnalysis, text) : parse(text);
  }

  /// Written out, like [#hashCode]: what a record has by itself is made at its first use, which
  /// takes longer than to check a small yard's dependencies.
  @Override
  public boolean equals(Object other) {
    return other instanceof WagonRef that
        && analysis.equals(that.analysis)
        && wagon.equals(that.wagon);
  }

  @Override
  public int hashCode() {
    return 0x9E3779B1 * analysis.hashCode() + wagon.hashCode(); // a1/w22 and a2/w11 are not alike
  }

  /// In the order of the whole names, which is also that of paths: `a-b/w` before `a/w`.
  @Override
  public int compareTo(WagonRef other) {
    int common = Math.min(analysis.length(), other.analysis.length());
    for (int i = 0; i < common; i++) {
      int order = Character.compare(analysis.charAt(i), other.analysis.charAt(i));
      if (order != 0) {
        return order;
      }
    }
    if (analysis.length() == other.analysis.length()) {
      return wagon.compareTo(other.wagon);
    }
    return analysis.length() == common
        ? Character.compare('/', other.analysis.charAt(common))
        : Character.compare(analysis.charAt(common), '/');
  }

  @Override
  public String toString() {
    return analysis + "/" + wagon;
  }
}
