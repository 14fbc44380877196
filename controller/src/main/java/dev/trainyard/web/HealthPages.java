package dev.trainyard.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.trainyard.controller.Vitals;
import dev.trainyard.controller.Vitals.Diagnosis;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Tells how the controller is: `/healthz` and `/readyz` for what starts and restarts it, and
/// `/metrics` for Prometheus. It answers in text and changes nothing.
public final class HealthPages implements AutoCloseable {
  /// Figures cost something; how it is does not, and must be told whoever else asks.
  private static final int PLACES = 4;

  private static final int CONNECTIONS = 256;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final Vitals vitals;
  private final Supplier<String> metrics;
  private final Semaphore places = new Semaphore(PLACES);
  private final Door door;

  private HealthPages(InetSocketAddress listen, Vitals vitals, Supplier<String> metrics)
      throws IOException {
    this.vitals = vitals;
    this.metrics = metrics;
    door = Door.open(listen, CONNECTIONS, this::answer);
  }

  /// Listens from now on.
  ///
  /// @param listen port 0: any free one
  /// @param metrics in the text format of Prometheus
  /// @throws IOException if the address cannot be listened on
  public static HealthPages start(InetSocketAddress listen, Vitals vitals, Supplier<String> metrics)
      throws IOException {
    try {
      return new HealthPages(listen, vitals, metrics);
    } catch (IOException e) {
      throw new IOException(
          "health cannot be told at " + listen + " (spec.health.listen): " + e.getMessage(), e);
    }
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return door.address();
  }

  private Reply answer(HttpExchange exchange) {
    if (!READING.contains(exchange.getRequestMethod())) {
      return Reply.NOT_ALLOWED;
    } else if (hasBody(exchange)) {
      return Reply.TOO_LARGE; // it may come as slowly as its sender likes
    }
    return switch (exchange.getRequestURI().getPath()) {
      case "/healthz" -> diagnosis(vitals.alive());
      case "/readyz" -> diagnosis(vitals.ready());
      case "/metrics" -> figures();
      case null, default -> Reply.NOT_FOUND;
    };
  }

  private static boolean hasBody(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String length = headers.getFirst("Content-Length");
    return headers.containsKey("Transfer-Encoding") || (length != null && !length.equals("0"));
  }

  private Reply figures() {
    if (!places.tryAcquire()) {
      return Reply.BUSY;
    }
    try {
      return Reply.ok(PROMETHEUS, metrics.get());
    } finally {
      places.release();
    }
  }

  private static Reply diagnosis(Diagnosis found) {
    String text = found.words() + "\n";
    return found.isWell() ? Reply.ok(TEXT, text) : Reply.unavailable(TEXT, text);
  }

  @Override
  public void close() {
    door.close();
  }
}
