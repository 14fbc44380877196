package dev.trainyard.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Serves bare repositories over smart HTTP with `git http-backend`, and can misbehave.
public final class HttpOrigin implements AutoCloseable {
  static {
    // Without it the server waits 40 ms before each answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path repositories;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour = (_, _) -> false;

  public HttpOrigin(Path repositories) throws IOException {
    this.repositories = repositories;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// What was asked.
  public record Request(String method, String path, Optional<String> authorization) {}

  /// Answers a request in its own way, or not.
  @FunctionalInterface
  public interface Behaviour {
    boolean answers(HttpExchange exchange, byte[] body) throws IOException;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/yard.git";
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public void forget() {
    requests.clear();
  }

  public void behave(Behaviour changed) {
    behaviour = changed;
  }

  /// From now on it answers nothing but that it is not available.
  public void goAway() {
    behave(
        (exchange, _) -> {
          exchange.sendResponseHeaders(503, -1);
          return true;
        });
  }

  public void comeBack() {
    behave((_, _) -> false);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String path = exchange.getRequestURI().getPath();
    requests.add(
        new Request(exchange.getRequestMethod(), path, Optional.ofNullable(authorization)));
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!behaviour.answers(exchange, body)) {
        answer(exchange, cgi(exchange, body));
      }
    }
  }

  /// Runs `git http-backend` and returns what it prints.
  public byte[] cgi(HttpExchange exchange, byte[] body) throws IOException {
    ProcessBuilder git = new ProcessBuilder("git", "http-backend");
    Map<String, String> environment = git.environment();
    environment.put("GIT_PROJECT_ROOT", repositories.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "safe.directory");
    environment.put("GIT_CONFIG_VALUE_0", "*");
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("PATH_INFO", exchange.getRequestURI().getPath());
    environment.put("QUERY_STRING", orEmpty(exchange.getRequestURI().getRawQuery()));
    environment.put("CONTENT_TYPE", header(exchange, "Content-Type"));
    environment.put("CONTENT_LENGTH", String.valueOf(body.length));
    environment.put("HTTP_CONTENT_ENCODING", header(exchange, "Content-Encoding"));
    environment.put("GIT_PROTOCOL", header(exchange, "Git-Protocol"));
    environment.put("REMOTE_USER", "somebody");
    Process process = git.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(body);
    }
    try (InputStream out = process.getInputStream()) {
      return out.readAllBytes();
    }
  }

  public static void answer(HttpExchange exchange, byte[] cgi) throws IOException {
    int status = 200;
    int at = 0;
    for (String line = line(cgi, at); !line.isEmpty(); line = line(cgi, at)) {
      at += line.length() + 2;
      String[] header = line.split(": ", 2);
      if (header[0].equals("Status")) {
        status = Integer.parseInt(header[1].substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(header[0], header[1]);
      }
    }
    byte[] body = Arrays.copyOfRange(cgi, at + 2, cgi.length);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static String line(byte[] bytes, int from) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int i = from; bytes[i] != '\r'; i++) {
      line.write(bytes[i]);
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static String header(HttpExchange exchange, String name) {
    return orEmpty(exchange.getRequestHeaders().getFirst(name));
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
