package dev.trainyard.cli.demo;

import java.io.Console;
import java.io.PrintWriter;

/// Where the demo speaks: on a terminal with colours and one line that is written over and over,
/// elsewhere as plain lines, one per change.
final class Screen {
  private static final String CLEAR = "\r\u001b[2K";
  private final PrintWriter out;
  private final Kind kind;
  private String live = "";

  Screen(PrintWriter out, Kind kind) {
    this.out = out;
    this.kind = kind;
  }

  /// What the output is.
  enum Kind {
    TERMINAL,
    PLAIN;

    /// Looks at where the output of this process goes.
    @SuppressWarnings("SystemConsoleNull") // the JDK's own console is null off a terminal
    static Kind ofThisProcess() {
      Console console = System.console();
      boolean terminal = console != null && console.isTerminal();
      return terminal && System.getenv().getOrDefault("NO_COLOR", "").isEmpty() ? TERMINAL : PLAIN;
    }
  }

  /// A heading.
  void step(String text) {
    settle();
    out.println(kind == Kind.TERMINAL ? "\n\u001b[1m" + text + "\u001b[0m" : "\n" + text);
    out.flush();
  }

  /// A line that stays.
  void say(String text) {
    settle();
    out.println("  " + text);
    out.flush();
  }

  /// A line that the next one replaces, where that is possible.
  void show(String text) {
    if (text.equals(live)) {
      return;
    }
    live = text;
    if (kind == Kind.TERMINAL) {
      out.print(CLEAR + "  " + text);
    } else {
      out.println("  " + text);
    }
    out.flush();
  }

  private void settle() {
    if (kind == Kind.TERMINAL && !live.isEmpty()) {
      out.println();
    }
    live = "";
  }
}
