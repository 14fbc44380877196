package dev.trainyard.forge;

import com.sun.net.httpserver.HttpExchange;
import dev.trainyard.git.HttpOrigin.Behaviour;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// What goes wrong between us and a forge.
final class WireFaults {
  private WireFaults() {}

  static Behaviour answer(int status, Map<String, String> headers, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return (exchange, _) -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      headers.forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      return true;
    };
  }

  static boolean redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(301, -1);
    return true;
  }

  /// The first call is sent elsewhere on the same host.
  static Behaviour redirectOnce(String host) {
    AtomicBoolean sent = new AtomicBoolean();
    return (exchange, _) ->
        !sent.getAndSet(true) && redirect(exchange, host + exchange.getRequestURI());
  }

  static Behaviour hangUp() {
    return (exchange, _) -> {
      exchange.close();
      return true;
    };
  }

  /// A byte now and then.
  static Behaviour drip() {
    return (exchange, _) -> {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        for (int i = 0; i < 200; i++) {
          out.write(' ');
          out.flush();
          LockSupport.parkNanos(50_000_000);
        }
      } catch (IOException _) {
        // the other side has gone
      }
      return true;
    };
  }

  static String stackTrace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
