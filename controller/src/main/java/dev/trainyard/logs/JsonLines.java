package dev.trainyard.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.trainyard.json.JsonLine;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/// One JSON object a line: `time`, `level`, `logger`, `message`, what else is known (`round`,
/// `commit`, `subject`, `train` ...), and `stack`.
final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final String SUBJECT = "subject";
  private static final String TRAIN = "train";

  /// Always of one length, so that times can be sorted as texts.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final JsonLine json = new JsonLine();

  @Override
  public byte[] encode(ILoggingEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("time", TIME.format(event.getInstant()));
    fields.put("level", event.getLevel().toString());
    fields.put("logger", event.getLoggerName());
    fields.put("message", LogEvent.text(event.getFormattedMessage()));
    for (KeyValuePair pair : LogEvent.pairs(event)) {
      fields.putIfAbsent(pair.key, LogEvent.value(pair));
    }
    event.getMDCPropertyMap().forEach(fields::putIfAbsent);
    String subject = fields.getOrDefault(SUBJECT, "");
    if (subject.startsWith(TRAIN + " ")) {
      fields.putIfAbsent(TRAIN, subject.substring(TRAIN.length() + 1));
    }
    String stack = LogEvent.stack(event);
    if (!stack.isEmpty()) {
      fields.put("stack", stack);
    }
    return json.of(fields);
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
