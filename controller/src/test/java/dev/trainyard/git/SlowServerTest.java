package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.model.ByteSize;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that are never silent for long and never done. JGit's own timeout does not end them.
class SlowServerTest {
  private static final Duration LIMIT = Duration.ofMillis(700);
  private static final Duration PAUSE = Duration.ofMillis(30);

  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private ServerSocket socket;

  @BeforeEach
  void listen() throws Exception {
    socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws Exception {
    socket.close();
    threads.shutdownNow();
  }

  @Test
  void areEndedWhileTheyDripHeaders() throws Exception {
    serve("HTTP/1.1 200 OK\r\n", i -> "X-" + i + ": more\r\n");

    assertEndsInTime();
  }

  @Test
  void areEndedWhileTheyDripBranches() throws Exception {
    serve(
        String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: application/x-git-upload-pack-advertisement",
            "",
            "001e# service=git-upload-pack\n0000"),
        SlowServerTest::branch);

    assertEndsInTime();
  }

  @Test
  void areEndedWhileTheySayNothing() throws Exception {
    serve("", _ -> "");

    assertEndsInTime();
  }

  private static String branch(int number) {
    String line = "0".repeat(40) + " refs/heads/b" + number + "\n";
    return String.format("%04x%s", line.length() + 4, line);
  }

  private void assertEndsInTime() throws Exception {
    String url = "http://127.0.0.1:" + socket.getLocalPort() + "/yard.git";
    RemoteLimits limits = new RemoteLimits(LIMIT, ByteSize.parse("1Gi"));
    try (ConfigRepository repository =
        ConfigRepository.open(
            Origin.settings(folder.resolve("state"), url, new Credentials.None(), limits))) {
      long start = System.nanoTime();

      RemoteException failure = catchThrowableOfType(RemoteException.class, repository::tips);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(LIMIT, LIMIT.multipliedBy(3));
      assertThat(failure.kind()).isEqualTo(RemoteException.Kind.TIMED_OUT);
      assertThat(failure.retryable()).isTrue();
    }
  }

  private void serve(String beginning, IntFunction<String> more) {
    threads.execute(
        () -> {
          try (Socket client = socket.accept();
              OutputStream out = client.getOutputStream()) {
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 1000 && !socket.isClosed(); i++) {
              out.write(more.apply(i).getBytes(StandardCharsets.US_ASCII));
              out.flush();
              LockSupport.parkNanos(PAUSE.toNanos());
            }
          } catch (IOException _) {
            // The client has gone.
          }
        });
  }
}
