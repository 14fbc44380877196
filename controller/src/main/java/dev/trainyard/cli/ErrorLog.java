package dev.trainyard.cli;

import java.io.PrintWriter;
import java.io.Writer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Each line that is written to it becomes one of the log: what a command says of its failure, for
/// who reads nothing but logs.
final class ErrorLog extends Writer {
  private static final Logger log = LoggerFactory.getLogger(ErrorLog.class);

  private final StringBuilder line = new StringBuilder();

  private ErrorLog() {}

  static PrintWriter writer() {
    return new PrintWriter(new ErrorLog(), true);
  }

  @Override
  public void write(char[] text, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (text[i] == '\n') {
        end();
      } else {
        line.append(text[i]);
      }
    }
  }

  private void end() {
    if (!line.isEmpty()) {
      log.atError().log("{}", line);
    }
    line.setLength(0);
  }

  @Override
  public void flush() {
    // Only whole lines are told.
  }

  @Override
  public void close() {
    end();
  }
}
