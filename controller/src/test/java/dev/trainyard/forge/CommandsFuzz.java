package dev.trainyard.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Collectors;

/// No comment breaks the search for commands, and none is found in a quote, in code or in what is
/// hidden, whatever stands there.
public final class CommandsFuzz {
  private CommandsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8);
    for (PullCommand command : Commands.in(text)) {
      require(named(text, command), "none of its lines is this command: " + command, text);
    }
    requireNone(lines(text).stream().map(it -> "> " + it).collect(Collectors.joining("\n")));
    requireNone("    " + String.join("\n    ", lines(text)));
    // What is taken out is one character, so that its neighbours cannot make another end.
    requireNone("<!--" + text.replace(">", "") + "-->");
    requireNone("~~~~\n" + text.replace("~", "") + "\n~~~~");
    requireNone("<pre>" + text.replace("<", "") + "</pre>");
  }

  private static List<String> lines(String text) {
    return List.of(text.split("\r\n|\r|\n", -1));
  }

  private static boolean named(String text, PullCommand command) {
    String word =
        switch (command) {
          case PullCommand.Test _ -> "/test";
          case PullCommand.Retest _ -> "/retest";
          case PullCommand.OkToTest it -> "/ok-to-test[ \t]+" + it.commit();
          case PullCommand.Withdraw _ -> "/ok-to-test[ \t]+cancel";
          case PullCommand.Hold _ -> "/hold";
          case PullCommand.Release _ -> "/hold[ \t]+cancel";
          case PullCommand.Misspelt _ -> "/(test|retest|ok-to-test|hold)\\b.*";
        };
    return lines(text).stream().anyMatch(line -> line.matches("(?is)" + word + "\\s*"));
  }

  private static void requireNone(String text) {
    require(Commands.in(text).isEmpty(), "a command that nobody gave", text);
  }

  private static void require(boolean holds, String what, String text) {
    if (!holds) {
      throw new AssertionError(what + "\n" + text);
    }
  }
}
