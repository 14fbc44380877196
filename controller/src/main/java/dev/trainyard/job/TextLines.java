package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The lines of a stream, byte for byte: one character per byte, ended by a line feed alone.
final class TextLines {
  private static final int LONGEST = 1 << 20;

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int number;

  TextLines(InputStream in) {
    this.in = in;
  }

  /// A line is too long to be one.
  static final class LineTooLongException extends IOException {
    LineTooLongException(int number) {
      super("has more than " + LONGEST + " bytes in line " + number);
    }
  }

  /// The next line without its end, or null after the last.
  @Nullable String next() throws IOException {
    line.reset();
    int octet = in.read();
    if (octet < 0) {
      return null;
    }
    number++;
    while (octet >= 0 && octet != '\n') {
      line.write(octet);
      if (line.size() > LONGEST) {
        throw new LineTooLongException(number);
      }
      octet = in.read();
    }
    return line.toString(ISO_8859_1);
  }

  /// The number of the line last read, from 1.
  int number() {
    return number;
  }
}
