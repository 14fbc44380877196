package dev.trainyard.remote.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.trainyard.remote.FaultyWire;
import dev.trainyard.remote.FaultyWire.Fault;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.Remote.Entry;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.RemoteContract;
import dev.trainyard.remote.UnusableRemoteException;
import dev.trainyard.remote.s3.S3Access.Patience;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3RemoteTest extends RemoteContract {
  private static S3Server server;

  private final String prefix = "p-" + UUID.randomUUID();
  private FaultyWire wire;
  private @Nullable S3Access access;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.inMemory();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void connect() throws IOException {
    wire = new FaultyWire(server.port());
  }

  @AfterEach
  void disconnect() throws IOException {
    wire.close();
    if (access != null) {
      access.close();
    }
  }

  @Override
  protected Remote remote() throws IOException {
    return at("s3://yard/" + prefix);
  }

  private synchronized Remote at(String address) throws IOException {
    if (access == null) {
      String endpoint = "http://127.0.0.1:" + wire.port();
      S3Settings settings = S3Server.settings(endpoint, S3Server.credentials(folder));
      access =
          S3Access.open(settings, new Patience(Duration.ofSeconds(10), Duration.ofSeconds(5), 4));
    }
    return access.at(RemoteAddress.parse(address));
  }

  @Test
  void triesAgainWhatTheServerCouldNotDo() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    wire.faults(
        _ ->
            switch (asked.incrementAndGet()) {
              case 1 -> Fault.answer(500, "InternalError");
              case 2 -> Fault.answer(503, "SlowDown");
              default -> Fault.NONE;
            });

    assertThat(remote().create("one".getBytes(UTF_8), "record")).isTrue();

    assertThat(asked.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void winsAlthoughTheAnswerGotLost() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    wire.faults(_ -> asked.incrementAndGet() == 1 ? Fault.cutAnswer(1) : Fault.NONE);

    assertThat(remote().create("mine".getBytes(UTF_8), "record")).isTrue();

    assertThat(remote().create("theirs".getBytes(UTF_8), "record")).isFalse();
  }

  @Test
  void goesOnWhereADownloadBrokeOff() throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(3).nextBytes(content);
    remote().put(Files.write(folder.resolve("made"), content), "large");
    AtomicInteger asked = new AtomicInteger();
    wire.faults(
        line ->
            line.startsWith("GET") && asked.incrementAndGet() <= 2
                ? Fault.cutAnswer(1_000_000)
                : Fault.NONE);

    remote().get("large", folder.resolve("got"), Duration.ofMinutes(1));

    assertThat(folder.resolve("got")).hasBinaryContent(content);
    assertThat(asked.get()).isEqualTo(3);
  }

  @Test
  void beginsAgainWhereTheServerHasNoRanges() throws Exception {
    byte[] content = new byte[1_000_000];
    new Random(5).nextBytes(content);
    AtomicInteger asked = new AtomicInteger();
    HttpServer plain =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    plain.createContext(
        "/",
        request -> {
          boolean broken = asked.incrementAndGet() == 1;
          request.getResponseHeaders().set("ETag", "\"1\"");
          request.sendResponseHeaders(200, content.length);
          request.getResponseBody().write(content, 0, broken ? 500_000 : content.length);
          request.close();
        });
    plain.start();
    String endpoint = "http://127.0.0.1:" + plain.getAddress().getPort();
    try (S3Access simple =
        S3Access.open(S3Server.settings(endpoint, S3Server.credentials(folder)))) {
      simple
          .at(RemoteAddress.parse("s3://yard"))
          .get("large", folder.resolve("got"), Duration.ofMinutes(1));
    } finally {
      plain.stop(0);
    }

    assertThat(folder.resolve("got")).hasBinaryContent(content);
    assertThat(asked).hasValue(2);
  }

  @Test
  void readsARecordAgainThatBrokeOff() throws Exception {
    byte[] content = new byte[200_000];
    new Random(6).nextBytes(content);
    remote().put(content, "record");
    AtomicInteger asked = new AtomicInteger();
    wire.faults(_ -> asked.incrementAndGet() == 1 ? Fault.cutAnswer(100_000) : Fault.NONE);

    assertThat(remote().read("record")).isEqualTo(content);
  }

  @Test
  void putsInPiecesAlthoughTheLastAnswerGotLost() throws Exception {
    Path made = folder.resolve("made");
    try (RandomAccessFile sparse = new RandomAccessFile(made.toFile(), "rw")) {
      sparse.setLength(S3Upload.PIECE + 1);
    }
    AtomicInteger completed = new AtomicInteger();
    wire.faults(
        line ->
            line.startsWith("POST") && line.contains("uploadId=")
                ? completed.incrementAndGet() == 1
                    ? Fault.cutAnswer(1)
                    : Fault.answer(404, "NoSuchUpload")
                : Fault.NONE);

    remote().put(made, "large");

    assertThat(remote().find("large").map(Entry::size)).hasValue(S3Upload.PIECE + 1);
    assertThat(completed).hasValue(2);
  }

  @Test
  void saysNotThatAFileIsMissingWhoseUploadIsGone() throws Exception {
    Path made = folder.resolve("made");
    try (RandomAccessFile sparse = new RandomAccessFile(made.toFile(), "rw")) {
      sparse.setLength(S3Upload.PIECE + 1);
    }
    wire.faults(
        line ->
            line.startsWith("PUT") && line.contains("uploadId=")
                ? Fault.answer(404, "NoSuchUpload")
                : Fault.NONE);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> remote().put(made, "large"))
        .isNotInstanceOf(NoSuchFileException.class);
  }

  @Test
  void waitsNotLongForASilentServer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      S3Settings settings =
          S3Server.settings(
              "http://127.0.0.1:" + silent.getLocalPort(), S3Server.credentials(folder));
      Patience patience = new Patience(Duration.ofSeconds(30), Duration.ofMillis(250), 4);
      try (S3Access waiting = S3Access.open(settings, patience)) {
        Remote remote = waiting.at(RemoteAddress.parse("s3://yard"));
        long before = System.nanoTime();

        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> remote.read("record"))
            .isNotInstanceOf(UnusableRemoteException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(25));
      }
    }
  }

  @Test
  void sendsAgainWhatBrokeOffOnTheWay() throws Exception {
    byte[] content = new byte[2_000_000];
    new Random(4).nextBytes(content);
    AtomicInteger asked = new AtomicInteger();
    wire.faults(
        line ->
            line.startsWith("PUT") && asked.incrementAndGet() == 1
                ? Fault.cutRequest(500_000)
                : Fault.NONE);

    remote().put(Files.write(folder.resolve("made"), content), "large");

    remote().get("large", folder.resolve("got"), Duration.ofMinutes(1));
    assertThat(folder.resolve("got")).hasBinaryContent(content);
  }

  @Test
  void givesUpInTheEndAndSaysWhy() {
    wire.faults(_ -> Fault.answer(503, "SlowDown"));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> remote().read("record"))
        .isNotInstanceOf(UnusableRemoteException.class)
        .withMessageContaining("503 SlowDown");
  }

  @Test
  void saysThatThereIsNoBucket() {
    assertThatExceptionOfType(UnusableRemoteException.class)
        .isThrownBy(() -> at("s3://nobody/x").list("", "", ""))
        .withMessageContaining("there is no bucket for s3://nobody/x");
    assertThatExceptionOfType(UnusableRemoteException.class)
        .isThrownBy(() -> at("s3://nobody/x").find("y"))
        .withMessageContaining("there is no bucket for s3://nobody/x");
  }

  @Test
  void saysThatCredentialsAreWrong() throws Exception {
    Path wrong = S3Server.credentials(folder);
    Files.writeString(wrong, Files.readString(wrong).replace(S3Server.SECRET, "another"));
    try (S3Access other = S3Access.open(S3Server.settings(server.endpoint(), wrong))) {
      assertThatExceptionOfType(UnusableRemoteException.class)
          .isThrownBy(() -> other.at(RemoteAddress.parse("s3://yard")).list("", "", ""))
          .withMessageContaining("SignatureDoesNotMatch")
          .withMessageContaining("mend the credentials");
    }
  }

  @Test
  void saysThatThereAreNoCredentials() throws Exception {
    Path empty = Files.createFile(folder.resolve("nothing"));
    S3Settings settings = S3Server.settings("http://127.0.0.1:" + wire.port(), empty);
    try (S3Access without = S3Access.open(settings)) {
      assertThatExceptionOfType(UnusableRemoteException.class)
          .isThrownBy(() -> without.at(RemoteAddress.parse("s3://yard")).read("x"))
          .withMessageContaining("no credentials");
    }
  }

  @Test
  void readsCredentialsAgainThatWereMended() throws Exception {
    Path file = folder.resolve("credentials");
    try (S3Access lasting = S3Access.open(S3Server.settings(server.endpoint(), file))) {
      Remote remote = lasting.at(RemoteAddress.parse("s3://yard/" + prefix));
      assertThatExceptionOfType(UnusableRemoteException.class)
          .isThrownBy(() -> remote.list("", "", ""))
          .withMessageContaining("the file of credentials " + file + " cannot be read");
      S3Server.credentials(folder);
      String right = Files.readString(file);
      Files.writeString(file, right.replace(S3Server.SECRET, "another"));
      assertThatExceptionOfType(UnusableRemoteException.class)
          .isThrownBy(() -> remote.list("", "", ""));

      Files.writeString(file, right);

      assertThat(remote.list("", "", "").files()).isEmpty();
    }
  }

  @Test
  void saysThatTheClockIsWrong() {
    wire.faults(_ -> Fault.answer(403, "RequestTimeTooSkewed"));

    assertThatExceptionOfType(UnusableRemoteException.class)
        .isThrownBy(() -> remote().read("x"))
        .withMessageContaining("the clock of this machine");
  }

  @Test
  void asksForPublicFilesWithoutCredentials() throws Exception {
    S3Settings settings =
        new S3Settings(
            URI.create("http://127.0.0.1:" + wire.port()),
            null,
            null,
            null,
            S3Settings.Style.PATH,
            S3Settings.Signing.ANONYMOUS);
    try (S3Access anonymous = S3Access.open(settings)) {
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> anonymous.at(RemoteAddress.parse("s3://yard")).read("x"));
    }
  }
}
