package dev.trainyard.model;

import java.util.regex.Pattern;

/// The full id of a Git commit (SHA-1 or SHA-256), in lower-case hexadecimal.
public record CommitId(String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int SHORT = 10;

  public CommitId {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a full commit id: " + hex);
    }
  }

  public String abbreviated() {
    return hex.substring(0, SHORT);
  }

  @Override
  public String toString() {
    return hex;
  }
}
