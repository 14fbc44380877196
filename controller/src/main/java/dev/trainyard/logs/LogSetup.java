package dev.trainyard.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Sets the log up, at the first line and without reading any XML: levels are in
/// `log-levels.properties`, and `-Dtrainyard.log=debug` sets another one for all.
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String LEVELS = "/log-levels.properties";
  private static final String APPENDER = "stderr";
  private static final String ROOT = "root";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    levels()
        .forEach(
            (name, level) ->
                logger(context, (String) name).setLevel(Level.toLevel((String) level)));
    String wish = System.getProperty("trainyard.log");
    if (wish != null) {
      logger(context, ROOT).setLevel(Level.toLevel(wish));
    }
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setName(APPENDER);
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(started(new TextLines(), context));
    appender.start();
    logger(context, ROOT).addAppender(appender);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Writes the log in this format from now on, and what libraries tell Java's own log with it.
  public static void write(LogFormat format) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context
        && logger(context, ROOT).getAppender(APPENDER)
            instanceof ConsoleAppender<ILoggingEvent> appender) {
      appender.setEncoder(
          started(
              switch (format) {
                case TEXT -> new TextLines();
                case JSON -> new JsonLines();
              },
              context));
    }
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) ->
            LoggerFactory.getLogger(LogSetup.class)
                .atError()
                .setCause(e)
                .log("Thread {} has ended", thread.getName()));
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static Encoder<ILoggingEvent> started(
      Encoder<ILoggingEvent> encoder, LoggerContext context) {
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static ch.qos.logback.classic.Logger logger(LoggerContext context, String name) {
    return context.getLogger(name.equals(ROOT) ? Logger.ROOT_LOGGER_NAME : name);
  }

  private static Properties levels() {
    Properties levels = new Properties();
    try (InputStream in = LogSetup.class.getResourceAsStream(LEVELS)) {
      levels.load(in);
      return levels;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
