package dev.trainyard.report;

import java.util.List;

/// Plain text for terminals while it is put together. Everything may be untrusted: see [SafeText].
public final class TextPage {
  private static final int STEP = 2;
  private static final int WIDEST_LABEL = 12;

  private final Paint paint;
  private final StringBuilder out = new StringBuilder();

  public TextPage(Paint paint) {
    this.paint = paint;
  }

  /// A heading, apart from what is above it.
  public TextPage heading(String text) {
    if (!out.isEmpty()) {
      out.append('\n');
    }
    out.append(paint.heading(SafeText.plain(text))).append('\n');
    return this;
  }

  /// One line; nothing if it is empty.
  public TextPage line(String text) {
    return line(0, text);
  }

  /// One line, indented by so many steps; nothing if it is empty.
  public TextPage line(int steps, String text) {
    String safe = SafeText.plain(text);
    if (!safe.isEmpty()) {
      out.repeat(' ', STEP * steps).append(safe).append('\n');
    }
    return this;
  }

  /// `label: value`, with values below each other; nothing if the value is empty.
  public TextPage field(String label, String value) {
    String safe = SafeText.plain(value);
    if (!safe.isEmpty()) {
      String padded = label + " ".repeat(Math.max(1, WIDEST_LABEL - label.length()));
      out.append(padded).append(paint.word(safe)).append('\n');
    }
    return this;
  }

  /// `Word rest`, with the word painted.
  public TextPage outcome(int steps, String word, String rest) {
    out.repeat(' ', STEP * steps).append(paint.word(SafeText.plain(word)));
    String safe = SafeText.plain(rest);
    out.append(safe.isEmpty() ? "" : " " + safe).append('\n');
    return this;
  }

  public TextPage table(TextTable table) {
    out.append(table.text(paint::word));
    return this;
  }

  /// Lines of a log or a file as they are, indented.
  public TextPage lines(int steps, List<String> lines) {
    lines.forEach(
        line -> out.repeat(' ', STEP * steps).append(SafeText.logLine(line)).append('\n'));
    return this;
  }

  /// Lines to be copied: indented, and whole however long they are.
  public TextPage verbatim(int steps, List<String> lines) {
    lines.forEach(
        line -> out.repeat(' ', STEP * steps).append(SafeText.wholeLine(line)).append('\n'));
    return this;
  }

  public boolean isEmpty() {
    return out.isEmpty();
  }

  public String text() {
    return out.toString();
  }
}
