package dev.trainyard.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A standard stream, and whether a person reads it. Java tells only whether input and output both
/// are a terminal, and nothing of errors.
enum TerminalStream {
  OUT(1),
  ERR(2);

  private final Path descriptor;

  TerminalStream(int number) {
    this.descriptor = Path.of("/proc/self/fd", Integer.toString(number));
  }

  boolean isTerminal() {
    try {
      String file = Files.readSymbolicLink(descriptor).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException _) {
      return isConsole(); // no Linux
    }
  }

  @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where there is no terminal
  private static boolean isConsole() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
