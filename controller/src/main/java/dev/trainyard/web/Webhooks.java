package dev.trainyard.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what a forge delivers when something happened there. Nothing in a delivery is believed,
/// not even that something happened: a true one only brings the next poll forward.
public final class Webhooks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Webhooks.class);

  private final WebhookSettings settings;
  private final Nudge nudge;
  private final Door door;
  private final ScheduledExecutorService timer;
  private volatile String told = "";

  private Webhooks(WebhookSettings settings, Nudge nudge, ScheduledExecutorService timer)
      throws IOException {
    this.settings = settings;
    this.nudge = nudge;
    this.timer = timer;
    door = Door.open(settings.listen(), settings.limits().connections(), this::answer);
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
      return new Webhooks(settings, nudge, timer);
    } catch (IOException e) {
      timer.shutdownNow();
      throw new IOException(
          "webhooks cannot be taken in at " + settings.listen() + ": " + e.getMessage(), e);
    }
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return door.address();
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    Optional<Sender> sender = Sender.of(exchange.getRequestURI().getPath());
    if (sender.isEmpty()) {
      return Reply.NOT_FOUND;
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return Reply.NOT_ALLOWED;
    }
    return delivered(exchange, sender.get());
  }

  private Reply delivered(HttpExchange exchange, Sender sender) throws IOException {
    Optional<byte[]> body;
    try {
      body = body(exchange);
    } catch (IOException e) {
      log.atDebug().log("A delivery did not arrive whole: {}", e.getMessage());
      return Reply.TIMEOUT;
    }
    if (body.isEmpty()) {
      return Reply.TOO_LARGE;
    }
    if (!isTrue(exchange, sender, body.get())) {
      return Reply.UNAUTHORIZED;
    }
    nudge.give();
    return Reply.ACCEPTED;
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

  @Override
  public void close() {
    door.close();
    timer.shutdownNow();
  }
}
