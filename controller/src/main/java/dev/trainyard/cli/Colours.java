package dev.trainyard.cli;

import dev.trainyard.report.Paint;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/// Colours in a report, where a terminal shows them and `NO_COLOR` does not forbid it.
record Colours(boolean on) implements Paint {
  private static final Pattern PLACE = Pattern.compile("(?m)^(\\S+?:\\d+:\\d+:)( warning:)?");
  private static final String BOLD = "\u001b[1m";
  private static final String YELLOW = "\u001b[33m";
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String RESET = "\u001b[0m";

  /// As the command line was told, or as the terminal and its user want it.
  static Colours of(CommandSpec spec) {
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    return ansi == Ansi.AUTO ? ofTerminal() : new Colours(ansi == Ansi.ON);
  }

  /// As the terminal and its user want it.
  static Colours ofTerminal() {
    return new Colours(
        System.getenv().getOrDefault("NO_COLOR", "").isEmpty() && TerminalStream.OUT.isTerminal());
  }

  @Override
  public String heading(String text) {
    return on ? BOLD + text + RESET : text;
  }

  /// A word that says how something ended, in green, red or yellow; anything else as it is.
  @Override
  public String word(String text) {
    String colour =
        switch (text) {
          case "Succeeded", "Passed", "True", "ok" -> GREEN;
          case "Failed", "Blocked", "Lost", "FAIL" -> RED;
          case "Warned", "Held", "Cancelled", "Expired", "Unknown", "warn" -> YELLOW;
          default -> "";
        };
    return on && !colour.isEmpty() ? colour + text + RESET : text;
  }

  /// A report in text with its places in bold and warnings in yellow.
  String paint(String text) {
    return on
        ? PLACE
            .matcher(text)
            .replaceAll(
                m ->
                    BOLD
                        + Matcher.quoteReplacement(m.group(1))
                        + RESET
                        + (m.group(2) == null ? "" : YELLOW + m.group(2) + RESET))
        : text;
  }
}
