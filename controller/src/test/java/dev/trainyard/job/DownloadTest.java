package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.model.Digest;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that break off, stall, change their files, send for ever, or send elsewhere.
class DownloadTest {
  private static final byte[] EVENTS = "0123456789abcde\n".repeat(20_000).getBytes(UTF_8);
  private static final int HALF = EVENTS.length / 2;

  @TempDir private Path folder;
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger answered = new AtomicInteger();
  private HttpServer server;
  private Yard yard;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    yard = new Yard(folder);
    yard.wagon("a/copy", "cat $(cat $TRAINYARD_INPUTS) > $TRAINYARD_OUTPUT/out.txt");
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void goesOnWhereAConnectionBroke() throws IOException {
    serve("\"v1\"", "\"v1\"");

    JobEnd end = fetch(null, null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(asked).containsExactly("null null", "bytes=" + HALF + "- \"v1\"");
    assertThat(yard.outputOf("a/copy")).isEqualTo(new String(EVENTS, UTF_8));
    assertThat(yard.committed(0).inputs().getFirst().sha256()).isEqualTo(Digest.of(EVENTS).hex());
  }

  @Test
  void beginsAgainWhenTheFileHasChanged() throws IOException {
    serve("\"v1\"", "\"v2\"");

    JobEnd end = fetch(null, null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.committed(0).inputs().getFirst().sha256()).isEqualTo(Digest.of(EVENTS).hex());
  }

  @Test
  void beginsAgainWhereNothingTellsThatTheFileIsTheSame() throws IOException {
    serve("W/\"weak\"", "W/\"weak\"");

    JobEnd end = fetch(null, null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(asked).containsExactly("null null", "null null");
  }

  @Test
  void beginsAgainWhenTheServerGoesOnElsewhere() throws IOException {
    handle(
        exchange -> {
          int number = answered.incrementAndGet();
          exchange.getResponseHeaders().set("ETag", "\"v1\"");
          if (number == 2) {
            exchange.getResponseHeaders().set("Content-Range", "bytes 7-9/10");
            exchange.sendResponseHeaders(206, 3);
            exchange.getResponseBody().write(EVENTS, 0, 3);
          } else {
            exchange.sendResponseHeaders(200, EVENTS.length);
            exchange.getResponseBody().write(EVENTS, 0, number == 1 ? HALF : EVENTS.length);
          }
        });

    JobEnd end = fetch(null, null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/copy")).isEqualTo(new String(EVENTS, UTF_8));
  }

  @Test
  void asksAgainAfterAnErrorOfTheServer() throws IOException {
    handle(
        exchange -> {
          if (answered.incrementAndGet() < 3) {
            exchange.sendResponseHeaders(503, -1);
          } else {
            exchange.sendResponseHeaders(200, EVENTS.length);
            exchange.getResponseBody().write(EVENTS);
          }
        });

    JobEnd end = fetch(null, null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(asked).hasSize(3);
  }

  @Test
  void takesUpAgainWhatStalls() throws IOException {
    yard.transfer = Duration.ofSeconds(8);
    handle(
        exchange -> {
          exchange.getResponseHeaders().set("Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT");
          if (answered.incrementAndGet() == 1) {
            exchange.sendResponseHeaders(200, EVENTS.length);
            exchange.getResponseBody().write(EVENTS, 0, HALF);
            exchange.getResponseBody().flush();
            stall();
          }
          exchange.getResponseHeaders().set("Content-Range", "bytes " + HALF + "-9/10");
          exchange.sendResponseHeaders(206, EVENTS.length - HALF);
          exchange.getResponseBody().write(EVENTS, HALF, EVENTS.length - HALF);
        });

    JobEnd end = fetch(null, null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(asked.getLast()).startsWith("bytes=" + HALF + "- Sat");
  }

  @Test
  void endsWhatNeverAnswers() throws IOException {
    yard.transfer = Duration.ofSeconds(1);
    handle(exchange -> stall());

    JobEnd end = fetch(null, null);

    assertThat(end).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.STAGING_FAILED);
  }

  @Test
  void refusesABodyWithoutEnd() throws IOException {
    handle(this::sendForEver);

    JobEnd end = fetch(1000L, null);

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("more than 1000 bytes");
  }

  @Test
  void endsABodyWithoutEndOfUnknownSizeAtTheDeadline() throws IOException {
    yard.transfer = Duration.ofMillis(500);
    handle(this::sendForEver);

    fetch(null, null);

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.STAGING_FAILED);
  }

  @Test
  void followsARedirectOnlyToAllowedHosts() throws IOException {
    server.createContext("/fine", exchange -> finish(exchange, EVENTS));
    handle(
        exchange -> {
          exchange.getResponseHeaders().set("Location", elsewhere() + "/fine");
          exchange.sendResponseHeaders(302, -1);
        });

    JobEnd refused = fetch(null, null);
    yard.hosts = InputRoots.named(List.of("LOCALHOST:" + server.getAddress().getPort()));
    JobEnd allowed = yard.runner().run(Yard.request(0));

    assertThat(refused).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(yard.failed().message()).contains("may not come from localhost", "inputs.hosts");
    assertThat(allowed).isEqualTo(JobEnd.COMMITTED);
  }

  @Test
  void fetchesManyFilesAFewAtATime() throws IOException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    handle(
        exchange -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          finish(exchange, exchange.getRequestURI().getQuery().getBytes(UTF_8));
          now.decrementAndGet();
        });
    yard.job(
        IntStream.range(0, 30)
            .mapToObj(i -> new InputFile(here() + "/file?" + i + ";", 1L, null, null))
            .toArray(InputFile[]::new));

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(most.get()).isBetween(1, 5);
    assertThat(yard.outputOf("a/copy")).startsWith("0;1;2;3;").endsWith("28;29;");
  }

  private JobEnd fetch(@Nullable Long size, @Nullable String sha256) throws IOException {
    yard.job(new InputFile(here() + "/file", 7L, size, sha256));
    return yard.runFirst();
  }

  /// The first half and a break; then what is asked for, if the tag is still the same.
  private void serve(String tag, String later) {
    handle(
        exchange -> {
          boolean first = answered.incrementAndGet() == 1;
          exchange.getResponseHeaders().set("ETag", first ? tag : later);
          String condition = exchange.getRequestHeaders().getFirst("If-Range");
          if (!first && later.equals(condition)) {
            String range = "bytes " + HALF + "-" + (EVENTS.length - 1) + "/" + EVENTS.length;
            exchange.getResponseHeaders().set("Content-Range", range);
            exchange.sendResponseHeaders(206, EVENTS.length - HALF);
            exchange.getResponseBody().write(EVENTS, HALF, EVENTS.length - HALF);
          } else {
            exchange.sendResponseHeaders(200, EVENTS.length);
            exchange.getResponseBody().write(EVENTS, 0, first ? HALF : EVENTS.length);
          }
        });
  }

  @FunctionalInterface
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private void handle(Answer answer) {
    server.createContext(
        "/file",
        exchange -> {
          asked.add(
              exchange.getRequestHeaders().getFirst("Range")
                  + " "
                  + exchange.getRequestHeaders().getFirst("If-Range"));
          try (exchange) {
            answer.to(exchange);
          }
        });
  }

  private void finish(HttpExchange exchange, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void sendForEver(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      while (over.getCount() > 0) {
        body.write(EVENTS);
      }
    }
  }

  private void stall() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String here() {
    InetSocketAddress at = server.getAddress();
    return "http://" + at.getAddress().getHostAddress() + ":" + at.getPort();
  }

  private String elsewhere() {
    return "http://localhost:" + server.getAddress().getPort();
  }
}
