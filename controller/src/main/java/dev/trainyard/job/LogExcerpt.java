package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.work.JobResult.WagonResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The few lines of a log that tell most: those that speak of an error and what follows the first
/// of them, else the first ones. Clean text: no control characters, no terminal escapes, valid.
final class LogExcerpt {
  private static final int MOST_LINES = 5;
  private static final int MOST_CHARACTERS = 200;
  private static final int MOST_MESSAGE = 1000;
  private static final char STRANGE = '\ufffd';

  /// A line of text has at most one strange character in so many.
  private static final int MOST_STRANGE = 4;

  /// Only so much of each end of a long log is looked at.
  private static final int WINDOW_BYTES = 1 << 18;

  private static final Pattern TROUBLE =
      Pattern.compile(
          "(?i)\\b(error|exception|traceback|fatal|failed|failure|cannot|abort(ed)?|denied|panic"
              + "|segmentation fault|not found|no such file)\\b|[a-z]+(Error|Exception)\\b");

  private static final Pattern ESCAPE =
      Pattern.compile("\u001b(\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(\u0007|\u001b\\\\)?|.)");

  private LogExcerpt() {}

  /// The lines worth showing of a log.
  static List<String> of(Path log) throws IOException {
    List<String> lines = lines(log);
    int first = first(lines);
    return lines.subList(first, Math.min(first + MOST_LINES, lines.size()));
  }

  /// The same, with a line that stands for those that were left out before or after them.
  static List<String> marked(Path log) throws IOException {
    List<String> lines = lines(log);
    int first = first(lines);
    int end = Math.min(first + MOST_LINES, lines.size());
    List<String> marked = new ArrayList<>(lines.subList(first, end));
    if (first > 0) {
      marked.addFirst(WagonResult.LEFT_OUT);
    }
    if (end < lines.size()) {
      marked.add(WagonResult.LEFT_OUT);
    }
    return marked;
  }

  private static List<String> lines(Path log) throws IOException {
    return text(log).lines().map(LogExcerpt::shown).filter(l -> !l.isBlank()).toList();
  }

  /// The first line that speaks of an error, else the very first.
  private static int first(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (TROUBLE.matcher(lines.get(i)).find()) {
        return i;
      }
    }
    return 0;
  }

  /// Bytes that are no text tell nobody anything.
  private static String shown(String line) {
    String clean = clean(line);
    long strange = clean.chars().filter(c -> c == STRANGE).count();
    return strange * MOST_STRANGE > clean.length() ? "(a line that is not text)" : clean;
  }

  private static String text(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "";
    }
    long size = Files.size(log);
    try (InputStream in = Files.newInputStream(log)) {
      String head = new String(in.readNBytes(WINDOW_BYTES), UTF_8);
      long rest = size - WINDOW_BYTES;
      if (rest <= 0) {
        return head;
      }
      in.skipNBytes(Math.max(0, rest - WINDOW_BYTES));
      return head + "\n" + new String(in.readNBytes(WINDOW_BYTES), UTF_8);
    }
  }

  /// One short line of text from anywhere, fit to be shown.
  static String clean(String line) {
    return clean(line, MOST_CHARACTERS);
  }

  /// One line of text from anywhere, fit to be shown.
  static String cleanLine(String line) {
    return clean(line, MOST_MESSAGE);
  }

  private static String clean(String line, int atMost) {
    String plain = ESCAPE.matcher(line).replaceAll("");
    StringBuilder result = new StringBuilder();
    plain
        .strip()
        .codePoints()
        .limit(atMost)
        .forEach(c -> result.appendCodePoint(isShown(c) ? c : c == '\t' ? ' ' : STRANGE));
    return result.toString();
  }

  /// Neither controls nor what turns text around or hides in it.
  private static boolean isShown(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }

  /// The first of these texts that a log holds; bytes are compared.
  static List<String> found(Path log, List<String> texts) throws IOException {
    List<String> found = new ArrayList<>();
    if (texts.isEmpty()) {
      return found;
    }
    byte[] content = Files.readAllBytes(log);
    String bytes = new String(content, ISO_8859_1);
    for (String text : texts) {
      String wanted = new String(text.getBytes(UTF_8), ISO_8859_1);
      if (bytes.contains(wanted)) {
        found.add(text);
      }
    }
    return found;
  }
}
