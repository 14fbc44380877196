package dev.trainyard.cli;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A web server on this machine.
final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private FileServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.start();
  }

  private static InetSocketAddress anywhere() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /// Serves the files of a folder.
  static FileServer of(Path folder) throws IOException {
    return new FileServer(
        SimpleFileServer.createFileServer(
            anywhere(), folder.toRealPath(), SimpleFileServer.OutputLevel.NONE));
  }

  /// Sends everybody to another one.
  static FileServer redirectingTo(FileServer other) throws IOException {
    HttpServer server = HttpServer.create(anywhere(), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange
              .getResponseHeaders()
              .add("Location", "http://" + other.host() + exchange.getRequestURI());
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    return new FileServer(server);
  }

  /// Sends the beginning of a body and then nothing more.
  static FileServer stalling() throws IOException {
    HttpServer server = HttpServer.create(anywhere(), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
        });
    return new FileServer(server);
  }

  /// `localhost:PORT`.
  String host() {
    return "localhost:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }
}
