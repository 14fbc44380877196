package dev.trainyard.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what a forge delivers when something happened there. Nothing in a delivery is believed,
/// not even that something happened: a true one only brings the next poll forward.
public final class Webhooks implements AutoCloseable {
  static {
    // Read by the JDK's server when its first instance is made; in seconds.
    setUnlessSet("sun.net.httpserver.maxReqTime", "30");
    setUnlessSet("jdk.httpserver.maxConnections", "256");
    setUnlessSet("sun.net.httpserver.maxReqHeaders", "100");
    setUnlessSet("sun.net.httpserver.nodelay", "true");
  }

  private static final Logger log = LoggerFactory.getLogger(Webhooks.class);
  private static final int ACCEPTED = 202;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int TIMEOUT = 408;
  private static final int TOO_LARGE = 413;
  private static final int BUSY = 503;

  private final WebhookSettings settings;
  private final Nudge nudge;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer;
  private final Semaphore places;
  private volatile String told = "";

  private Webhooks(WebhookSettings settings, Nudge nudge, ScheduledExecutorService timer)
      throws IOException {
    this.settings = settings;
    this.nudge = nudge;
    this.timer = timer;
    places = new Semaphore(settings.limits().connections());
    server = HttpServer.create(settings.listen(), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /// Listens from now on.
  ///
  /// @param pollSoon brings the next poll forward; returns at once
  /// @throws IOException if the address cannot be listened on
  public static Webhooks start(WebhookSettings settings, Runnable pollSoon) throws IOException {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    try {
      Nudge nudge = new Nudge(pollSoon, settings.limits().pause(), timer);
      Webhooks webhooks = new Webhooks(settings, nudge, timer);
      webhooks.server.start();
      return webhooks;
    } catch (IOException e) {
      timer.shutdownNow();
      throw new IOException(
          "webhooks cannot be taken in at " + settings.listen() + ": " + e.getMessage(), e);
    }
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = places.tryAcquire() ? answered(exchange) : BUSY;
      exchange.getResponseHeaders().set("Connection", "close");
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private int answered(HttpExchange exchange) throws IOException {
    try {
      Optional<Sender> sender = Sender.of(exchange.getRequestURI().getPath());
      if (sender.isEmpty()) {
        return NOT_FOUND;
      }
      if (!exchange.getRequestMethod().equals("POST")) {
        return NOT_ALLOWED;
      }
      return delivered(exchange, sender.get());
    } finally {
      places.release();
    }
  }

  private int delivered(HttpExchange exchange, Sender sender) throws IOException {
    Optional<byte[]> body;
    try {
      body = body(exchange);
    } catch (IOException e) {
      log.atDebug().log("A delivery did not arrive whole: {}", e.getMessage());
      return TIMEOUT;
    }
    if (body.isEmpty()) {
      return TOO_LARGE;
    }
    if (!isTrue(exchange, sender, body.get())) {
      return UNAUTHORIZED;
    }
    nudge.give();
    return ACCEPTED;
  }

  /// Empty if it is too long; what is not there in time is not waited for.
  private Optional<byte[]> body(HttpExchange exchange) throws IOException {
    int most = settings.limits().body();
    long time = settings.limits().time().toMillis();
    ScheduledFuture<?> end = timer.schedule(exchange::close, time, TimeUnit.MILLISECONDS);
    try (InputStream in = exchange.getRequestBody()) {
      byte[] body = in.readNBytes(most + 1);
      return body.length > most ? Optional.empty() : Optional.of(body);
    } finally {
      end.cancel(false);
    }
  }

  private boolean isTrue(HttpExchange exchange, Sender sender, byte[] body) {
    try {
      String secret = settings.secret().read().strip();
      told = "";
      String proof = exchange.getRequestHeaders().getFirst(sender.header());
      return !secret.isEmpty() && proof != null && sender.isTrue(proof, body, secret);
    } catch (IOException e) {
      tell("The webhooks' secret cannot be read: " + e.getMessage());
      return false;
    }
  }

  /// Strangers shall not fill the log.
  private void tell(String trouble) {
    if (!trouble.equals(told)) {
      log.atError().log("{}", trouble);
      told = trouble;
    }
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    timer.shutdownNow();
  }
}
