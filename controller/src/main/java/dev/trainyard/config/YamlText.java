package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.model.Position;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/// Bytes of a file to text that is safe to parse and to show.
final class YamlText {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACEMENT = '\uFFFD';

  private YamlText() {}

  /// The text of a file.
  ///
  /// @throws RefusedFileException if it is too long, no UTF-8, or holds a forbidden character
  static String decode(String path, byte[] bytes, int most) throws RefusedFileException {
    if (bytes.length > most) {
      throw new RefusedFileException(
          Rule.YAML_LIMIT.broken(
              Position.ofFile(path),
              "the file is larger than " + most / 1024 + " KiB",
              "split it, or list files in a catalogue"));
    }
    String text = new String(bytes, UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireUtf8(path, bytes);
    }
    check(path, text);
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    return marked ? text.substring(1) : text;
  }

  /// What is not UTF-8 became a replacement character, as those did that were one.
  private static void requireUtf8(String path, byte[] bytes) throws RefusedFileException {
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes), text, true);
    text.flip();
    if (result.isError()) {
      throw refused(path, text, text.length(), "this is not UTF-8 text", "save the file as UTF-8");
    }
  }

  /// Whether this character must not stand in a file or a value: control characters, line breaks
  /// that editors do not know, and marks that reverse the direction of what people see.
  static boolean isForbidden(int c) {
    boolean control = (c < ' ' && c != '\n' && c != '\r' && c != '\t') || (c >= 0x7F && c < 0xA0);
    boolean lineBreak = c == 0x2028 || c == 0x2029;
    boolean direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || lineBreak || direction || c == 0xFFFE || c == 0xFFFF;
  }

  /// Whether a value holds such a character; escapes in quotes can make it.
  static boolean holdsForbidden(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isForbidden(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static void check(String path, CharSequence text) throws RefusedFileException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x7F || c < ' ') {
        if (isForbidden(c) || (c == BYTE_ORDER_MARK && i > 0)) {
          throw refused(path, text, i, named(c), "delete it, or write it as an escape in \"...\"");
        }
      }
    }
  }

  private static String named(char c) {
    return "the invisible character U+" + "%04X".formatted((int) c) + " stands here";
  }

  private static RefusedFileException refused(
      String path, CharSequence text, int index, String message, String remedy) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < index; i++) {
      char c = text.charAt(i);
      boolean ends =
          c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
      boolean counts = !Character.isLowSurrogate(c) && (c != BYTE_ORDER_MARK || i > 0);
      line += ends ? 1 : 0;
      column = ends ? 1 : column + (counts ? 1 : 0);
    }
    return new RefusedFileException(
        Rule.YAML_ENCODING.broken(new Position(path, line, column), message, remedy));
  }
}
