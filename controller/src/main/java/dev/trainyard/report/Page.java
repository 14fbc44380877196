package dev.trainyard.report;

import java.util.regex.Pattern;

/// One file of the status branch.
///
/// @param path relative to the branch's root, with `/`
public record Page(String path, String text) {
  private static final Pattern SAFE =
      Pattern.compile("(?!.*(^|/)\\.)[A-Za-z0-9._%-]+(/[A-Za-z0-9._%-]+)*");

  public Page {
    if (!SAFE.matcher(path).matches()) {
      throw new IllegalArgumentException("not a plain relative path: " + path);
    }
  }
}
