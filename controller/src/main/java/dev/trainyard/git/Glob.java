package dev.trainyard.git;

/// A pattern in which `*` stands for any characters. Takes no more than length times length steps,
/// whatever the pattern.
record Glob(String pattern) {
  boolean matches(String text) {
    int at = 0;
    int t = 0;
    int star = -1;
    int retry = 0;
    while (t < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        retry = t;
      } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(t)) {
        at++;
        t++;
      } else if (star >= 0) {
        at = star + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    return pattern.substring(at).chars().allMatch(c -> c == '*');
  }
}
