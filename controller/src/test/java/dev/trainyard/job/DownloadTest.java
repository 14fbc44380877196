package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that never answer, fail, send for ever or elsewhere, or do not say how much they send.
class DownloadTest {
  private static final byte[] EVENTS = "0123456789abcde\n".repeat(20_000).getBytes(UTF_8);
  private static final int AT_A_TIME = 4;

  @TempDir private Path folder;
  private FileServer server;
  private Yard yard;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer();
    yard = new Yard(folder);
    yard.wagon("a/copy", "cat $(cat $TRAINYARD_INPUTS) > $TRAINYARD_OUTPUT/out.txt");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksAgainAfterAnErrorOfTheServer() throws IOException {
    server.serve(
        "/file",
        (exchange, number) -> {
          if (number < 3) {
            exchange.sendResponseHeaders(503, -1);
          } else {
            FileServer.send(exchange, EVENTS);
          }
        });

    JobEnd end = fetch(null, null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(server.asked).hasSize(3);
  }

  @Test
  void endsWhatNeverAnswers() throws IOException {
    yard.transfer = Duration.ofSeconds(1);
    server.serve("/file", (exchange, number) -> server.stall());

    JobEnd end = fetch(null, null);

    assertThat(end).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.STAGING_FAILED);
  }

  @Test
  void refusesABodyWithoutEnd() throws IOException {
    server.serve("/file", (exchange, number) -> server.sendForEver(exchange, EVENTS));

    JobEnd end = fetch(1000L, null);

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("more than 1000 bytes");
  }

  @Test
  void endsABodyWithoutEndOfUnknownSizeAtTheDeadline() throws IOException {
    yard.transfer = Duration.ofMillis(500);
    server.serve("/file", (exchange, number) -> server.sendForEver(exchange, EVENTS));

    fetch(null, null);

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.STAGING_FAILED);
  }

  @Test
  void givesALargeFileMoreTime() throws IOException {
    yard.transfer = Duration.ofSeconds(2);
    byte[] large = new byte[30_000_000];
    server.serve(
        "/file",
        (exchange, number) -> {
          exchange.sendResponseHeaders(200, large.length);
          long slow = System.nanoTime() + Duration.ofMillis(2500).toNanos();
          int sent = 0;
          while (number == 1 && System.nanoTime() < slow) {
            exchange.getResponseBody().write(large, 0, 1);
            exchange.getResponseBody().flush();
            sent++;
          }
          exchange.getResponseBody().write(large, sent, large.length - sent);
        });

    JobEnd end = fetch(null, null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
  }

  @Test
  void saysThatThereIsNoRoom() throws IOException {
    server.serve("/file", (exchange, number) -> FileServer.send(exchange, EVENTS));

    JobEnd end = fetch(Long.MAX_VALUE / 2, null);
    ExitCause unknown =
        cause(server.at("/file"), folder + "/x", SizeLimit.room(1000, SizeLimit.End.IS_CHECKED));

    assertThat(end).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.STORE_FULL);
    assertThat(unknown).isEqualTo(ExitCause.STORE_FULL);
  }

  @Test
  void doesNotGoOnAfterAFailedWrite() throws IOException {
    server.serve(
        "/file",
        (exchange, number) -> {
          exchange.getResponseHeaders().set("ETag", "\"v1\"");
          FileServer.send(exchange, EVENTS);
        });

    ExitCause cause = cause(server.at("/file"), "/dev/full", SizeLimit.listed(EVENTS.length));

    assertThat(cause).isEqualTo(ExitCause.STORE_FAILED);
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void refusesABodyWhoseEndNobodyCouldTell() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerWithoutLength(socket));
      URI uri = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/file");
      yard.job(new InputFile(uri.toString(), 7L, null, null));

      JobEnd end = yard.runFirst();
      ExitCause listed = cause(uri, folder + "/x", SizeLimit.listed(3));

      assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
      assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
      assertThat(yard.failed().message()).contains("without its length", "list its size");
      assertThat(listed).isEqualTo(ExitCause.SUCCEEDED);
    }
  }

  @Test
  void followsARedirectOnlyToAllowedHosts() throws IOException {
    server.serve("/fine", (exchange, number) -> FileServer.send(exchange, EVENTS));
    server.serve(
        "/file",
        (exchange, number) -> {
          String elsewhere = "http://localhost:" + server.port() + "/fine";
          exchange.getResponseHeaders().set("Location", elsewhere);
          exchange.sendResponseHeaders(302, -1);
        });

    JobEnd refused = fetch(null, null);
    yard.hosts = InputRoots.named(List.of("LOCALHOST:" + server.port()));
    JobEnd allowed = yard.runner().run(Yard.request(0));

    assertThat(refused).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(yard.failed().message()).contains("may not come from localhost", "inputs.hosts");
    assertThat(allowed).isEqualTo(JobEnd.COMMITTED);
  }

  @Test
  void fetchesManyFilesAFewAtATime() throws IOException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch together = new CountDownLatch(AT_A_TIME);
    server.serve(
        "/file",
        (exchange, number) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          together.countDown();
          awaitAll(together);
          now.decrementAndGet();
          FileServer.send(exchange, exchange.getRequestURI().getQuery().getBytes(UTF_8));
        });
    yard.job(
        IntStream.range(0, 30)
            .mapToObj(i -> new InputFile(server.at("/file?" + i + ";") + "", 1L, null, null))
            .toArray(InputFile[]::new));

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(most.get()).isEqualTo(AT_A_TIME);
    assertThat(yard.outputOf("a/copy")).startsWith("0;1;2;3;").endsWith("28;29;");
  }

  private JobEnd fetch(@Nullable Long size, @Nullable String sha256) throws IOException {
    yard.job(new InputFile(server.at("/file").toString(), 7L, size, sha256));
    return yard.runFirst();
  }

  /// What a transfer to this file ends with.
  private ExitCause cause(URI uri, String target, SizeLimit limit) throws IOException {
    try (Transfer transfer = new Transfer(any -> true, yard.transfer)) {
      transfer.fetch(uri, () -> java.nio.file.Files.newOutputStream(Path.of(target)), limit);
      return ExitCause.SUCCEEDED;
    } catch (JobFailure e) {
      return e.cause();
    }
  }

  private static void awaitAll(CountDownLatch together) {
    try {
      together.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// As servers of old do: the end of the connection is the end of the file, or of the cable.
  private static void answerWithoutLength(ServerSocket server) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().read(new byte[4096]);
          socket.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\n123".getBytes(UTF_8));
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
