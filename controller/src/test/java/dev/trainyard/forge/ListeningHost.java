package dev.trainyard.forge;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Another host, which should hear nothing.
final class ListeningHost implements AutoCloseable {
  private final HttpServer server;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  ListeningHost() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          heard.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  List<String> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
