package dev.trainyard.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLinesTest {
  /// Where container runtimes cut a line.
  private static final int CUT = 16 * 1024;

  @Test
  void noLineIsSoLongThatItWouldBeCut() {
    String endless = "x".repeat(100_000);
    LoggingEvent event = event(endless, new IllegalStateException(endless));
    event.addKeyValuePair(new KeyValuePair("subject", endless));
    event.addKeyValuePair(new KeyValuePair("problem", endless));

    assertThat(new JsonLines().encode(event)).hasSizeLessThan(CUT);
    assertThat(new String(new TextLines().encode(event), UTF_8).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(CUT));
  }

  @Test
  void noValueLooksLikeOthers() {
    LoggingEvent event = event("done", null);
    event.addKeyValuePair(new KeyValuePair("subject", "a\" was=\"Failed\\"));

    assertThat(new String(new TextLines().encode(event), UTF_8))
        .endsWith(" - subject=\"a\\\" was=\\\"Failed\\\\\" done\n");
  }

  private static LoggingEvent event(String message, @Nullable Throwable thrown) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    return new LoggingEvent("", context.getLogger("Test"), Level.INFO, message, thrown, null);
  }
}
