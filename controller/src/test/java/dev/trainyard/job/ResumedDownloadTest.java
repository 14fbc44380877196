package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.trainyard.model.Digest;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Servers that break off or stall, and what they send when they are asked to go on.
class ResumedDownloadTest {
  private static final byte[] EVENTS = "0123456789abcde\n".repeat(20_000).getBytes(UTF_8);
  private static final byte[] CHANGED = "0123456789ABCDE\n".repeat(20_000).getBytes(UTF_8);
  private static final int ALL = EVENTS.length;
  private static final int HALF = ALL / 2;
  private static final String REST = HALF + "-" + (ALL - 1) + "/" + ALL;

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
  void goesOnWhereAConnectionBroke() throws IOException {
    serve("\"v1\"", "\"v1\"");

    JobEnd end = fetch(null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(server.asked).containsExactly("GET null null", "GET bytes=" + HALF + "- \"v1\"");
    assertIsWhole(EVENTS);
  }

  @Test
  void beginsAgainWhenTheFileHasChanged() throws IOException {
    serve("\"v1\"", "\"v2\"");

    JobEnd end = fetch(null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertIsWhole(EVENTS);
  }

  @Test
  void beginsAgainWhereNothingTellsThatTheFileIsTheSame() throws IOException {
    serve("W/\"weak\"", "W/\"weak\"");

    JobEnd end = fetch(null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(server.asked).containsExactly("GET null null", "GET null null");
  }

  /// Some servers know ranges but no conditions, and send the rest of what the file is now.
  @ParameterizedTest
  @CsvSource({
    "ETag, '\"v1\"', '\"v2\"'",
    "ETag, '\"v1\"', ''",
    "Last-Modified, 'Sat, 21 Nov 2020 10:00:00 GMT', 'Sat, 21 Nov 2020 10:00:07 GMT'"
  })
  void neverJoinsHalvesOfTwoFiles(String header, String before, String after) throws IOException {
    server.serve(
        "/file",
        (exchange, number) -> {
          if (!after.isEmpty() || number == 1) {
            exchange.getResponseHeaders().set(header, number == 1 ? before : after);
          }
          if (number == 1) {
            FileServer.sendStart(exchange, EVENTS, HALF);
          } else if (number == 2) {
            FileServer.sendPart(exchange, CHANGED, HALF, ALL, REST);
          } else {
            FileServer.send(exchange, CHANGED);
          }
        });

    JobEnd end = fetch(null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertIsWhole(CHANGED);
  }

  @Test
  void doesNotTrustAFileThatMayHaveChangedWithinTheSecond() throws IOException {
    server.serve(
        "/file",
        (exchange, number) -> {
          exchange.getResponseHeaders().set("Last-Modified", "Tue, 19 Jan 2038 03:14:07 GMT");
          FileServer.sendStart(exchange, EVENTS, number == 1 ? HALF : ALL);
        });

    JobEnd end = fetch(null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(server.asked).containsExactly("GET null null", "GET null null");
  }

  /// From elsewhere, to elsewhere, or of a file of another length.
  @ParameterizedTest
  @CsvSource({"7-9/10", "160000-160099/320000", "160000-319999/320001", "160000-319999/*", "x"})
  void takesNoOtherPieceForTheRest(String range) throws IOException {
    server.serve(
        "/file",
        (exchange, number) -> {
          exchange.getResponseHeaders().set("ETag", "\"v1\"");
          if (number == 2) {
            FileServer.sendPart(exchange, EVENTS, HALF, HALF + 100, range);
          } else {
            FileServer.sendStart(exchange, EVENTS, number == 1 ? HALF : ALL);
          }
        });

    JobEnd end = fetch(null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertIsWhole(EVENTS);
  }

  @Test
  void takesUpAgainWhatStalls() throws IOException {
    yard.transfer = Duration.ofSeconds(8);
    server.serve(
        "/file",
        (exchange, number) -> {
          exchange.getResponseHeaders().set("Last-Modified", "Sat, 21 Nov 2020 10:00:00 GMT");
          if (number == 1) {
            FileServer.sendStart(exchange, EVENTS, HALF);
            server.stall();
          }
          FileServer.sendPart(exchange, EVENTS, HALF, ALL, REST);
        });

    JobEnd end = fetch(null);

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(server.asked.getLast()).startsWith("GET bytes=" + HALF + "- Sat");
    assertIsWhole(EVENTS);
  }

  @Test
  void comparesTheChecksumOfWhatWasTakenUpAgain() throws IOException {
    serve("\"v1\"", "\"v1\"");

    JobEnd end = fetch(Digest.of(CHANGED).hex());

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("another SHA-256");
  }

  private JobEnd fetch(@Nullable String sha256) throws IOException {
    yard.job(new InputFile(server.at("/file").toString(), 7L, null, sha256));
    return yard.runFirst();
  }

  private void assertIsWhole(byte[] content) throws IOException {
    assertThat(yard.outputOf("a/copy")).isEqualTo(new String(content, UTF_8));
    assertThat(yard.committed(0).inputs().getFirst().sha256()).isEqualTo(Digest.of(content).hex());
  }

  /// The first half and a break; then what is asked for, if the tag is still the same.
  private void serve(String tag, String later) {
    server.serve("/file", (exchange, number) -> answer(exchange, number, tag, later));
  }

  private static void answer(HttpExchange exchange, int number, String tag, String later)
      throws IOException {
    exchange.getResponseHeaders().set("ETag", number == 1 ? tag : later);
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    if (number > 1 && later.equals(condition)) {
      FileServer.sendPart(exchange, EVENTS, HALF, ALL, REST);
    } else {
      FileServer.sendStart(exchange, EVENTS, number == 1 ? HALF : ALL);
    }
  }
}
