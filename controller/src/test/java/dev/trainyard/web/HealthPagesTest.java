package dev.trainyard.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.Vitals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What strangers in the network can do to who asks whether the controller is alive.
@Timeout(120)
class HealthPagesTest {
  private static final int MANY = 40;

  private final CountDownLatch scraped = new CountDownLatch(1);
  private final List<Socket> strangers = new ArrayList<>();
  private final HealthPages pages;

  HealthPagesTest() throws IOException {
    Vitals vitals =
        new Vitals(InstantSource.system(), Duration.ofDays(1), Duration.ofDays(1), (_, _) -> {});
    pages =
        HealthPages.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), vitals, this::figures);
  }

  private String figures() {
    try {
      scraped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return "";
  }

  @AfterEach
  void end() throws IOException {
    scraped.countDown();
    for (Socket stranger : strangers) {
      stranger.close();
    }
    pages.close();
  }

  @Test
  void refusesABody() throws IOException {
    String slow = "GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\nx";
    String endless = "GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n";

    assertThat(answer(slow)).startsWith("HTTP/1.1 413");
    assertThat(answer(endless)).startsWith("HTTP/1.1 413");
  }

  @Test
  void tellsHowItIsWhileManyAskForFigures() throws IOException {
    for (int i = 0; i < MANY; i++) {
      strangers.add(ask("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    assertThat(answer("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .endsWith("alive\n");
  }

  private Socket ask(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), pages.address().getPort());
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private String answer(String request) throws IOException {
    try (Socket socket = ask(request)) {
      // How long the server waits for more is said once for a process, by whoever has the first
      // one.
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
