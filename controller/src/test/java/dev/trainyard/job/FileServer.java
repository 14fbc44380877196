package dev.trainyard.job;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An HTTP server that answers as a test tells it to.
final class FileServer implements AutoCloseable {
  /// What it was asked: method, range and condition.
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  /// How a request is answered.
  @FunctionalInterface
  interface Answer {
    /// Answers one request.
    ///
    /// @param number how many requests for this path have come, with this one
    void to(HttpExchange exchange, int number) throws IOException;
  }

  /// Answers requests for this path.
  void serve(String path, Answer answer) {
    List<String> ofThisPath = Collections.synchronizedList(new ArrayList<>());
    server.createContext(
        path,
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          String condition = exchange.getRequestHeaders().getFirst("If-Range");
          String request = exchange.getRequestMethod() + " " + range + " " + condition;
          int number;
          synchronized (ofThisPath) {
            ofThisPath.add(request);
            number = ofThisPath.size();
          }
          asked.add(request);
          try (exchange) {
            answer.to(exchange, number);
          }
        });
  }

  /// Sends all of a file.
  static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  /// Sends the beginning of a file of this length, and breaks off.
  static void sendStart(HttpExchange exchange, byte[] body, int sent) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body, 0, sent);
    exchange.getResponseBody().flush();
  }

  /// Sends a part of a file, which calls itself by this range.
  static void sendPart(HttpExchange exchange, byte[] body, int from, int to, String range)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Range", "bytes " + range);
    exchange.sendResponseHeaders(206, to - from);
    exchange.getResponseBody().write(body, from, to - from);
  }

  /// Sends more of the same until the test is over.
  void sendForEver(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      while (over.getCount() > 0) {
        out.write(body);
      }
    }
  }

  /// Says nothing any more until the test is over.
  void stall() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Where this path is, by number; inputs may come from there.
  URI at(String path) {
    InetSocketAddress at = server.getAddress();
    return URI.create("http://" + at.getAddress().getHostAddress() + ":" + at.getPort() + path);
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
