package dev.trainyard.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.trainyard.report.SafeText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// What an event of the log holds, as it may be written: no character of it moves a cursor, and all
/// its texts together are no longer than what collectors of logs take for a line (16 KiB), as long
/// as they are mostly ASCII.
final class LogEvent {
  private static final int LONGEST = 3000;
  private static final int LONGEST_VALUE = 500;
  private static final int LONGEST_STACK = 6000;

  private LogEvent() {}

  static List<KeyValuePair> pairs(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return pairs == null ? List.of() : pairs;
  }

  static String oneLine(String text) {
    return lines(text, LONGEST, " ");
  }

  static String text(String text) {
    return lines(text, LONGEST, "\n");
  }

  /// The value of a pair, on one line.
  static String value(KeyValuePair pair) {
    return lines(String.valueOf(pair.value), LONGEST_VALUE, " ");
  }

  /// Empty if there is none.
  static String stack(ILoggingEvent event) {
    @Nullable IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null ? "" : lines(ThrowableProxyUtil.asString(thrown), LONGEST_STACK, "\n");
  }

  private static String lines(String text, int longest, String separator) {
    String cut = text.length() > longest ? text.substring(0, longest) + "..." : text;
    return cut.lines().map(SafeText::wholeLine).collect(Collectors.joining(separator));
  }
}
