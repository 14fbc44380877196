package dev.trainyard.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.trainyard.model.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the APIs of all forges have in common: tokens, rates, ETags, pages, deliveries.
abstract class ForgeDouble {
  static final ObjectMapper JSON = new ObjectMapper();

  final LocalForge forge;
  final ForgeRecords records;
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile Optional<Hook> hook = Optional.empty();

  ForgeDouble(LocalForge forge, ForgeRecords records) {
    this.forge = forge;
    this.records = records;
  }

  /// Where deliveries go.
  record Hook(URI target, String secret) {}

  /// A call, taken apart.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Asked(String method, String path, Map<String, String> query, byte[] body, String account) {
    int page() {
      return Integer.parseInt(query.getOrDefault("page", "1"));
    }

    int perPage() {
      return Math.min(100, Integer.parseInt(query.getOrDefault("per_page", "30")));
    }
  }

  record Told(int status, JsonNode body, Map<String, String> headers) {
    static Told of(int status, JsonNode body) {
      return new Told(status, body, new TreeMap<>());
    }
  }

  /// The path of the API.
  abstract String root();

  /// What an operator sets as the forge's path.
  String address() {
    return root();
  }

  abstract String headRef(String number);

  abstract Told told(Asked asked) throws IOException;

  abstract Told refused(int status, String message);

  abstract void check(Asked asked, Told told) throws IOException;

  abstract List<String> violations();

  Set<String> unused() {
    return Set.of();
  }

  abstract void tell(String action, Pull pull) throws IOException;

  abstract void tell(Remark remark) throws IOException;

  abstract Map<String, String> rateHeaders();

  final void answer(HttpExchange exchange, byte[] body) throws IOException {
    Asked asked = asked(exchange, body);
    Told told;
    if (asked.account().isEmpty()) {
      told = refused(401, "Bad credentials");
    } else if (records.budget <= 0 && forge.now().isBefore(records.reset)) {
      told = refused(limitStatus(), "API rate limit exceeded for user ID 1.");
    } else {
      told = told(asked);
    }
    check(asked, told);
    send(exchange, asked, told);
  }

  int limitStatus() {
    return 429;
  }

  private void send(HttpExchange exchange, Asked asked, Told told) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(told.body());
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json; charset=utf-8");
    told.headers().forEach(headers::set);
    String tag = "\"" + Digest.of(bytes).hex() + "\"";
    boolean unchanged =
        told.status() == 200
            && asked.method().equals("GET")
            && tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    if (told.status() == 200) {
      headers.set("ETag", tag);
    }
    if (!unchanged) {
      records.spend();
    }
    rateHeaders().forEach(headers::set);
    forge.called(asked.method(), asked.path(), unchanged ? 304 : told.status());
    if (unchanged) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      exchange.sendResponseHeaders(told.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Asked asked(HttpExchange exchange, byte[] body) {
    URI uri = exchange.getRequestURI();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String token = authorization == null ? "" : authorization.replaceFirst("^(Bearer|token) ", "");
    return new Asked(
        exchange.getRequestMethod(),
        uri.getRawPath().substring(root().length()),
        form(uri.getRawQuery() == null ? "" : uri.getRawQuery()),
        body,
        records.tokens.getOrDefault(token, ""));
  }

  static Map<String, String> form(String text) {
    Map<String, String> fields = new TreeMap<>();
    for (String field : text.isEmpty() ? new String[0] : text.split("&")) {
      String[] parts = field.split("=", 2);
      fields.put(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /// One page of a list.
  static <T> List<T> page(List<T> all, Asked asked) {
    int from = Math.min(all.size(), (asked.page() - 1) * asked.perPage());
    return all.subList(from, Math.min(all.size(), from + asked.perPage()));
  }

  final void webhook(URI target, String secret) {
    hook = Optional.of(new Hook(target, secret));
  }

  final void loseWebhooks() {
    hook = Optional.empty();
  }

  final Optional<Hook> hook() {
    return hook;
  }

  /// Forges do not care for the answer.
  final void deliver(Map<String, String> headers, byte[] body) throws IOException {
    if (hook.isEmpty()) {
      return;
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hook.get().target()).POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      client.send(request.build(), BodyHandlers.discarding());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  final void close() {
    client.shutdownNow();
  }
}
