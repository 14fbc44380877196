package dev.trainyard.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.trainyard.report.SafeText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// What an event of the log holds, as it may be written: no character of it moves a cursor, and
/// none of its texts is so long that what collects logs would cut the line.
final class LogEvent {
  private static final int LONGEST = 6000;

  private LogEvent() {}

  static List<KeyValuePair> pairs(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return pairs == null ? List.of() : pairs;
  }

  static String oneLine(String text) {
    return lines(text, " ");
  }

  static String text(String text) {
    return lines(text, "\n");
  }

  /// Empty if there is none.
  static String stack(ILoggingEvent event) {
    @Nullable IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null ? "" : text(ThrowableProxyUtil.asString(thrown));
  }

  private static String lines(String text, String separator) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return cut.lines().map(SafeText::wholeLine).collect(Collectors.joining(separator));
  }
}
