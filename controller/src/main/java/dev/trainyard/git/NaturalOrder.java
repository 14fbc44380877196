package dev.trainyard.git;

import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Orders names as people count: `v1.9` before `v1.10`.
enum NaturalOrder implements Comparator<String> {
  INSTANCE;

  private static final Pattern PART = Pattern.compile("\\d+|\\D+");

  @Override
  public int compare(String a, String b) {
    List<String> as = parts(a);
    List<String> bs = parts(b);
    for (int i = 0; i < Math.min(as.size(), bs.size()); i++) {
      int order = compareParts(as.get(i), bs.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(as.size(), bs.size());
    return order != 0 ? order : a.compareTo(b);
  }

  private static List<String> parts(String name) {
    return PART.matcher(name).results().map(MatchResult::group).toList();
  }

  private static int compareParts(String a, String b) {
    if (!Character.isDigit(a.charAt(0)) || !Character.isDigit(b.charAt(0))) {
      return a.compareTo(b);
    }
    String number = a.replaceFirst("^0+", "");
    String other = b.replaceFirst("^0+", "");
    int order = Integer.compare(number.length(), other.length());
    return order != 0 ? order : number.compareTo(other);
  }
}
