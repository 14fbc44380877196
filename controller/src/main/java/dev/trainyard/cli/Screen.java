package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.json.Json;
import dev.trainyard.report.SafeText;
import dev.trainyard.report.TextTable;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/// Where a command's answer goes. Whatever is printed may come from the repository, the status or a
/// log: nothing of it reaches the terminal but visible text.
///
/// @param out standard output, or what a test has put there
/// @param colours of words that say how something ended
record Screen(PrintWriter out, Colours colours) {
  private static final int STEP = 2;

  static Screen of(CommandSpec spec) {
    return new Screen(spec.commandLine().getOut(), Colours.of(spec));
  }

  /// Says what is wrong, on standard error.
  static void complain(CommandSpec spec, String text) {
    spec.commandLine().getErr().println(SafeText.plain(text));
  }

  /// One line of text, without control characters and without spaces in front.
  void line(String text) {
    line(0, text);
  }

  /// One line, indented by so many steps.
  void line(int steps, String text) {
    out.println((" ".repeat(STEP * steps) + SafeText.plain(text)).stripTrailing());
  }

  /// A heading with an empty line above it.
  void heading(String text) {
    out.println();
    title(text);
  }

  /// One line of a log, with the blanks in front of it.
  void logLine(String line) {
    out.println(SafeText.wholeLine(line));
  }

  /// One line of a log in the middle of other text.
  void quoted(String line) {
    out.println(" ".repeat(STEP) + "| " + SafeText.wholeLine(line));
  }

  /// A heading at the top.
  void title(String text) {
    out.println(colours.heading(SafeText.plain(text)));
  }

  /// A table with its headings; nothing at all if it has no rows.
  void table(TextTable table) {
    out.print(table.text(colours::word));
  }

  /// A value for programs. Characters that steer a terminal are escaped as JSON allows.
  void json(Json json, Object value) {
    String text = new String(json.write(value), UTF_8);
    StringBuilder safe = new StringBuilder(text.length());
    text.chars().forEach(c -> append(safe, (char) c));
    out.print(safe);
    out.flush();
  }

  private static void append(StringBuilder safe, char c) {
    int type = Character.getType(c);
    boolean steers =
        c != '\n'
            && (type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR);
    safe.append(steers ? "\\u%04x".formatted((int) c) : String.valueOf(c));
  }

  void flush() {
    out.flush();
  }
}
