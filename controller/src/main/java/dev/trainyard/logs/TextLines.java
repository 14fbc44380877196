package dev.trainyard.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.trainyard.report.SafeText;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/// Time, level, logger, `key=value` pairs and message. No text can begin a line of its own: a stack
/// stands below, indented.
final class TextLines extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:/+-]+");

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(TIME.format(event.getInstant())).append(' ').append(event.getLevel()).append(' ');
    line.append(shortName(event.getLoggerName())).append(" - ");
    for (KeyValuePair pair : LogEvent.pairs(event)) {
      line.append(pair.key).append('=').append(quoted(LogEvent.value(pair))).append(' ');
    }
    line.append(LogEvent.oneLine(event.getFormattedMessage())).append('\n');
    LogEvent.stack(event)
        .lines()
        .forEach(each -> line.append("  ").append(SafeText.wholeLine(each)).append('\n'));
    return line.toString().getBytes(UTF_8);
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static String quoted(String value) {
    return WORD.matcher(value).matches()
        ? value
        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
