package dev.trainyard.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// The JDK's HTTP server with what strangers may use of it: so many are answered at once, each has
/// a limited time and one request, and nothing that they sent comes back.
final class Door implements AutoCloseable {
  static {
    // Read by the JDK's server when its first instance is made; times in seconds.
    setUnlessSet("sun.net.httpserver.maxReqTime", "30");
    setUnlessSet("sun.net.httpserver.maxRspTime", "30");
    setUnlessSet("jdk.httpserver.maxConnections", "256");
    setUnlessSet("sun.net.httpserver.maxReqHeaders", "100");
    setUnlessSet("sun.net.httpserver.nodelay", "true");
  }

  private final Service service;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore places;

  private Door(InetSocketAddress listen, int places, Service service) throws IOException {
    this.service = service;
    this.places = new Semaphore(places);
    server = HttpServer.create(listen, 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /// Opens at once.
  ///
  /// @param listen port 0: any free one
  /// @param places how many are answered at once
  /// @throws IOException if the address cannot be listened on
  static Door open(InetSocketAddress listen, int places, Service service) throws IOException {
    Door door = new Door(listen, places, service);
    door.server.start();
    return door;
  }

  /// What is behind it.
  @FunctionalInterface
  interface Service {
    Reply answer(HttpExchange exchange) throws IOException;
  }

  /// Where it listens.
  InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!places.tryAcquire()) {
        Reply.BUSY.send(exchange);
        return;
      }
      try {
        service.answer(exchange).send(exchange);
      } finally {
        places.release();
      }
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
  }
}
