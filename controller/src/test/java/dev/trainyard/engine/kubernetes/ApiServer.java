package dev.trainyard.engine.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The HTTP side of the double, as Kubernetes' API conventions have it: create, get, list in pages,
/// watch, update, merge patch, delete; the subresources `status` and `log`.
final class ApiServer implements AutoCloseable {
  private static final Pattern PATH =
      Pattern.compile(
          "/api(?:/v1|s/([a-z0-9.]+)/v1)/namespaces/([a-z0-9-]+)/([a-z]+)"
              + "(?:/([^/]+)(?:/(status|log))?)?");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long WATCH_STEP = 200;

  private final ObjectStore store;
  private final String namespace;
  private final Admission admission;
  private final Logs logs;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final AtomicInteger tooMany = new AtomicInteger();
  private volatile int forbidden;
  private volatile String broken = "";
  private volatile String refused = "";
  private volatile int refusal;
  private volatile BiPredicate<String, String> rights = (_, _) -> true;
  private HttpServer server;
  private final AtomicInteger watches = new AtomicInteger();

  /// What pods wrote.
  @FunctionalInterface
  interface Logs {
    byte[] of(String pod) throws IOException;
  }

  ApiServer(ObjectStore store, String namespace, Logs logs) throws IOException {
    this.store = store;
    this.namespace = namespace;
    this.logs = logs;
    this.admission = new Admission(store);
    this.server = listen(0);
  }

  private HttpServer listen(int port) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
    http.createContext("/", this::answer);
    http.setExecutor(threads);
    http.start();
    return http;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// Requests so far, by verb and kind, such as `LIST jobs`.
  Map<String, Long> counts() {
    Map<String, Long> all = new HashMap<>();
    counts.forEach((key, count) -> all.put(key, count.get()));
    return all;
  }

  /// The next requests are too many.
  void refuseNext(int requests) {
    tooMany.set(requests);
  }

  /// Requests of this verb and kind fail until told otherwise.
  void fail(String verbAndKind) {
    broken = verbAndKind;
  }

  /// Requests of this verb for an object are refused until told otherwise.
  void refuse(String verbAndName, int code) {
    refused = verbAndName;
    refusal = code;
  }

  /// Nobody has the right to anything, until told otherwise.
  void forbid(boolean all) {
    forbidden = all ? 403 : 0;
  }

  /// Only such requests are allowed: verb, and kind with subresource.
  void allow(BiPredicate<String, String> only) {
    rights = only;
  }

  /// Breaks off all watches.
  void endWatches() {
    watches.incrementAndGet();
  }

  /// Stops listening: all connections break.
  void leave() {
    endWatches();
    server.stop(0);
  }

  /// Listens again, at the same place.
  void comeBack() throws IOException {
    server = listen(server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    // Not as a resource of this: it would be closed before the refusals are sent.
    try {
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      if (!path.matches()) {
        throw new Refusal(404, "NotFound", "the server could not find the requested resource");
      }
      serve(exchange, path, query(exchange.getRequestURI().getRawQuery()));
    } catch (Refusal e) {
      if (e.code() == 429) {
        exchange.getResponseHeaders().set("Retry-After", "1");
      }
      send(exchange, e.code(), e.status());
    } catch (UncheckedIOException e) {
      // The client is gone.
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(ApiServer.class).error("Bug in the double", e);
    } finally {
      exchange.close();
    }
  }

  private void serve(HttpExchange exchange, Matcher path, Map<String, String> query)
      throws IOException {
    String kind = path.group(3);
    String name = path.group(4);
    String verb = "log".equals(path.group(5)) ? "LOG" : verb(exchange, name, query);
    counts.computeIfAbsent(verb + " " + kind, _ -> new AtomicLong()).incrementAndGet();
    if (tooMany.getAndUpdate(it -> Math.max(0, it - 1)) > 0) {
      throw new Refusal(429, "TooManyRequests", "too many requests, please try again later");
    } else if (forbidden != 0) {
      throw new Refusal(403, "Forbidden", kind + " is forbidden: User cannot do that");
    } else if (!rights.test(verb.equals("LOG") ? "get" : verb, resource(path))) {
      throw new Refusal(
          403, "Forbidden", "the role does not allow %s %s".formatted(verb, resource(path)));
    } else if (broken.equals(verb + " " + kind)) {
      throw new Refusal(500, "InternalError", "etcdserver: request timed out");
    } else if (refused.equals(verb + " " + path.group(4)) || refused.equals(verb + " " + kind)) {
      throw new Refusal(refusal, "Invalid", "metadata.annotations: Too long");
    } else if (!path.group(2).equals(namespace) && verb.equals("CREATE")) {
      throw new Refusal(404, "NotFound", "namespaces \"%s\" not found".formatted(path.group(2)));
    }
    switch (verb) {
      case "WATCH" -> watch(exchange, kind, query);
      case "LIST" -> send(exchange, 200, list(kind, query));
      case "LOG" -> log(exchange, name);
      case "GET" -> send(exchange, 200, there(kind, name));
      case "CREATE" -> send(exchange, 201, admission.create(kind, body(exchange)));
      case "UPDATE" ->
          send(exchange, 200, admission.update(kind, name, path.group(5), body(exchange)));
      case "PATCH" -> {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (!"application/merge-patch+json".equals(type)) {
          throw new Refusal(415, "UnsupportedMediaType", "the double merges only: " + type);
        }
        send(exchange, 200, admission.patch(kind, name, path.group(5), body(exchange)));
      }
      case "DELETE" -> send(exchange, 200, admission.delete(kind, name, body(exchange)));
      default -> throw new Refusal(405, "MethodNotAllowed", verb);
    }
  }

  private static String resource(Matcher path) {
    String part = path.group(5);
    return part == null ? path.group(3) : path.group(3) + "/" + part;
  }

  private static String verb(HttpExchange exchange, @Nullable String name, Map<String, String> q) {
    return switch (exchange.getRequestMethod()) {
      case "GET" -> name != null ? "GET" : q.containsKey("watch") ? "WATCH" : "LIST";
      case "POST" -> "CREATE";
      case "PUT" -> "UPDATE";
      default -> exchange.getRequestMethod();
    };
  }

  private ObjectNode there(String kind, String name) {
    return store
        .get(kind, name)
        .orElseThrow(
            () -> new Refusal(404, "NotFound", "%s \"%s\" not found".formatted(kind, name)));
  }

  private void log(HttpExchange exchange, String pod) throws IOException {
    ObjectNode there = there("pods", pod);
    if (there.path("status").path("phase").asText().equals("Pending")) {
      throw new Refusal(400, "BadRequest", "container is waiting to start");
    }
    byte[] bytes = logs.of(pod);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /// The token says after which name to go on.
  private ObjectNode list(String kind, Map<String, String> query) {
    Selectors selectors = new Selectors(query);
    int limit = Integer.parseInt(query.getOrDefault("limit", "0"));
    String after = query.getOrDefault("continue", "");
    ObjectNode list = JSON.createObjectNode();
    list.put("kind", "List").put("apiVersion", "v1");
    ArrayNode items = list.putArray("items");
    ObjectNode metadata = list.putObject("metadata");
    synchronized (store) {
      metadata.put("resourceVersion", Long.toString(store.version()));
      for (ObjectNode object : store.list(kind, selectors::match)) {
        if (ObjectStore.name(object).compareTo(after) <= 0) {
          continue;
        }
        if (limit > 0 && items.size() == limit) {
          metadata.put("continue", ObjectStore.name((ObjectNode) items.get(limit - 1)));
          break;
        }
        items.add(object);
      }
    }
    return list;
  }

  private void watch(HttpExchange exchange, String kind, Map<String, String> query)
      throws IOException {
    Selectors selectors = new Selectors(query);
    int mine = watches.get();
    long since = Long.parseLong(query.getOrDefault("resourceVersion", "0"));
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.flush();
    try {
      while (mine == watches.get()) {
        var events = store.after(kind, since, WATCH_STEP);
        if (events.isEmpty()) {
          Refusal gone = new Refusal(410, "Expired", "too old resource version: " + since);
          send(out, "ERROR", gone.status());
          return;
        }
        for (ObjectStore.Event event : events.get()) {
          since = event.version();
          if (selectors.match(event.object())) {
            send(out, event.type(), event.object());
          }
        }
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(OutputStream out, String type, ObjectNode object) throws IOException {
    ObjectNode event = JSON.createObjectNode().put("type", type);
    event.set("object", object);
    out.write((event + "\n").getBytes(UTF_8));
  }

  private static void send(HttpExchange exchange, int code, JsonNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static ObjectNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    return bytes.length == 0
        ? JSON.createObjectNode()
        : (ObjectNode) Objects.requireNonNull(JSON.readTree(bytes));
  }

  private static Map<String, String> query(@Nullable String text) {
    Map<String, String> query = new HashMap<>();
    for (String word : text == null ? List.<String>of() : Arrays.asList(text.split("&"))) {
      String[] parts = word.split("=", 2);
      query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
    }
    return query;
  }

  @Override
  public void close() {
    leave();
    threads.shutdownNow();
  }
}
