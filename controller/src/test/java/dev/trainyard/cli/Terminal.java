package dev.trainyard.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine.Help.Ansi;

/// A person who types commands and reads what they say.
final class Terminal {
  private Terminal() {}

  /// What a command said.
  record Said(int code, String out, String err) {}

  /// Runs a command in this process, without colours.
  static Said say(String... words) {
    return say(Ansi.OFF, words);
  }

  /// Runs a command with colours forced or refused.
  static Said say(Ansi ansi, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setColorScheme(picocli.CommandLine.Help.defaultColorScheme(ansi))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Said(code, out.toString(), err.toString());
  }
}
