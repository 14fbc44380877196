package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.model.Digest;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobResult;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Inputs that are what the listing says, and inputs that are not.
class InputStagerTest {
  private static final String TEXT = "event 1\nevent 2\n";

  @TempDir private Path folder;
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private Yard yard;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/good", exchange -> answer(exchange, TEXT, TEXT.length()));
    server.createContext("/short", exchange -> answer(exchange, TEXT, TEXT.length() + 100));
    server.createContext("/drip", this::drip);
    server.createContext("/never", this::stall);
    server.createContext("/cancel", this::cancelAndStall);
    server.createContext("/moved", exchange -> redirect(exchange, "/good"));
    server.createContext("/leak", exchange -> redirect(exchange, "file:///etc/passwd"));
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
  void fetchesAFileAndChecksItsSizeAndChecksum() throws IOException {
    String sha256 = Digest.of(TEXT.getBytes(UTF_8)).hex();
    yard.job(input("/good/run7.csv", (long) TEXT.length(), sha256), input("/moved", null, null));

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/copy")).isEqualTo(TEXT + TEXT);
    assertThat(yard.committed(0).inputs())
        .extracting(JobResult.StagedInput::sha256)
        .containsExactly(sha256, sha256);
    assertThat(yard.committed(0).stagedBytes()).isEqualTo(2L * TEXT.length());
  }

  @Test
  void refusesAFileOfAnotherSizeOrChecksum() throws IOException {
    assertThat(cause(input("/good", 5L, null))).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(cause(input("/good", 500L, null))).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(cause(input("/good", null, "ab".repeat(32)))).isEqualTo(ExitCause.INPUT_BAD);
  }

  @Test
  void refusesAFileThatIsNotThereAndARedirectOutOfHttp() throws IOException {
    assertThat(cause(input("/none", null, null))).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(cause(input("/leak", null, null))).isEqualTo(ExitCause.INPUT_BAD);
  }

  @Test
  void triesAnotherTimeWhatWasCutOffOrDripped() throws IOException {
    yard.transfer = Duration.ofMillis(700);

    assertThat(cause(input("/short", null, null))).isEqualTo(ExitCause.STAGING_FAILED);
    assertThat(cause(input("/drip", null, null))).isEqualTo(ExitCause.STAGING_FAILED);
  }

  @Test
  void refusesALocalFileThatIsGoneOrHasChanged() throws IOException {
    InputFile listed = yard.input("data.csv", TEXT);
    Path file = yard.root.resolve("data/data.csv");

    Files.writeString(file, "event 1\n");
    ExitCause shorter = cause(listed);
    Files.delete(file);
    ExitCause gone = cause(listed);

    assertThat(shorter).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(gone).isEqualTo(ExitCause.INPUT_BAD);
  }

  @Test
  void blamesAnInputThatChangesWhileWagonsRun() throws IOException {
    yard.job(yard.input("data.csv", TEXT));
    yard.wagon("a/vandal", "echo more >> $(cat $TRAINYARD_INPUTS); exit 1");

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("data.csv changed while the wagons ran");
  }

  @Test
  void noticesAWagonThatEditsAFetchedInput() throws IOException {
    yard.job(input("/good", null, null));
    yard.wagon(
        "a/vandal", "sed -i s/1/2/ $(cat $TRAINYARD_INPUTS); touch $TRAINYARD_OUTPUT/out.txt");

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("/good changed while the wagons ran");
  }

  @Test
  void noticesAWagonThatEditsTheListOfInputs() throws IOException {
    yard.job(yard.input("one.csv", TEXT), yard.input("two.csv", TEXT));
    yard.wagons.clear();
    yard.wagon("a/vandal", "sed -i 1d $TRAINYARD_INPUTS; touch $TRAINYARD_OUTPUT/out.txt");
    yard.wagon("a/copy", "cat $(cat $TRAINYARD_INPUTS) > $TRAINYARD_OUTPUT/out.txt");

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("changed the list of inputs");
  }

  @Test
  void noticesAnInputThatChangesWithinItsSizeWhileItIsStreamed() throws IOException {
    InputFile input = yard.input("data.csv", TEXT.repeat(100_000));
    String edit = "printf X | dd of=" + yard.root + "/data/data.csv conv=notrunc";
    yard.job(input);
    yard.wagon("a/vandal", "head -c 9; " + edit + "; cat > $TRAINYARD_OUTPUT/out.txt");
    yard.stream("a/vandal", 0);

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("data.csv changed while the wagons ran");
  }

  @Test
  void namesALocalFileThatItsDiskCannotRead() throws IOException {
    yard.job(new InputFile("file:///proc/self/mem", null, null, null));

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.STAGING_FAILED);
    assertThat(yard.failed().message()).contains("/proc/self/mem could not be read");
  }

  @Test
  void doesNotWaitForASlowFileWhenAnotherIsRefused() throws IOException {
    yard.transfer = Duration.ofHours(4);

    ExitCause cause = cause(input("/never", null, null), input("/none", null, null));

    assertThat(cause).isEqualTo(ExitCause.INPUT_BAD);
  }

  @Test
  void hearsThatItIsCancelledWhileItFetches() throws IOException {
    yard.transfer = Duration.ofHours(4);
    yard.job(input("/cancel", null, null));

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.CANCELLED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.CANCELLED);
  }

  @ParameterizedTest
  @CsvSource({"a#1.csv, a_1.csv", "what?.csv, what_.csv", "#, _", "..., ..."})
  void keepsTheNamesOfFiles(String name, String staged) throws Exception {
    InputFile input = yard.input(name, TEXT);

    Path path = stage(input).getFirst().path();

    assertThat(path.getFileName()).hasToString(staged);
    assertThat(path).hasContent(TEXT);
    assertThat(stage(input("/good?of=/x.csv#y", null, null)).getFirst().path()).hasFileName("good");
  }

  /// What staging these inputs fails with.
  private ExitCause cause(InputFile... inputs) throws IOException {
    try {
      stage(inputs);
      return ExitCause.SUCCEEDED;
    } catch (JobFailure e) {
      return e.cause();
    }
  }

  private List<InputStager.Staged> stage(InputFile... inputs) throws IOException, JobFailure {
    return new InputStager(yard.settings(), InputStager.Reading.AT_ONCE)
        .stage(List.of(inputs), Files.createTempDirectory(folder, "staged"));
  }

  private InputFile input(String path, @Nullable Long size, @Nullable String sha256) {
    InetSocketAddress at = server.getAddress();
    String host = "http://" + at.getAddress().getHostAddress() + ":" + at.getPort();
    return new InputFile(host + path, 7L, size, sha256);
  }

  private static void answer(HttpExchange exchange, String body, int length) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, length);
      exchange.getResponseBody().write(body.getBytes(UTF_8));
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Location", to);
      exchange.sendResponseHeaders(302, -1);
    }
  }

  private void cancelAndStall(HttpExchange exchange) {
    yard.cancellation.cancel();
    stall(exchange);
  }

  private void stall(HttpExchange exchange) {
    try (exchange) {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A byte now and then, for ever.
  private void drip(HttpExchange exchange) throws IOException {
    try (exchange;
        OutputStream body = exchange.getResponseBody()) {
      exchange.sendResponseHeaders(200, 1_000_000);
      while (!over.await(50, TimeUnit.MILLISECONDS)) {
        body.write('x');
        body.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
