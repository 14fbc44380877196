package dev.trainyard.job;

import dev.trainyard.model.work.InputFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a catalogue: one location a line, optionally followed by its size in bytes and its
/// SHA-256, in this order, apart by blanks or tabs. Empty lines and those that start with `#` are
/// skipped.
final class CatalogueText {
  private static final Pattern BLANKS = Pattern.compile("[ \t]+");
  private static final Pattern SIZE = Pattern.compile("\\d{1,18}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MOST_FIELDS = 3;

  private CatalogueText() {}

  /// The files of a catalogue.
  ///
  /// @param run the run that they belong to, or null
  /// @throws IllegalArgumentException if a line is something else; the message names it
  static List<InputFile> read(String text, @Nullable Long run) {
    List<InputFile> files = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String plain = line.strip();
      if (!plain.isEmpty() && !plain.startsWith("#")) {
        files.add(file(plain, number, run));
      }
    }
    return files;
  }

  private static InputFile file(String line, int number, @Nullable Long run) {
    String[] fields = BLANKS.split(line, -1);
    if (fields.length > MOST_FIELDS) {
      throw wrong(number, "has more than a location, a size and a SHA-256");
    }
    if (fields.length > 1 && !SIZE.matcher(fields[1]).matches()) {
      throw wrong(number, "has no size in bytes after the location");
    }
    String sha256 = fields.length > 2 ? fields[2].toLowerCase(Locale.ROOT) : null;
    if (sha256 != null && !SHA256.matcher(sha256).matches()) {
      throw wrong(number, "has no SHA-256 after the size");
    }
    Long size = fields.length > 1 ? Long.valueOf(fields[1]) : null;
    return new InputFile(fields[0], run, size, sha256);
  }

  private static IllegalArgumentException wrong(int number, String what) {
    return new IllegalArgumentException("line " + number + " " + what);
  }
}
