package dev.trainyard.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// GitHub's published OpenAPI and webhook descriptions: says what in a request, an answer or a
/// delivery is not as they have it.
final class GitHubDescription {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode API = read("github-api.json");
  private static final JsonNode EVENTS = read("github-webhooks.json");
  private static final JsonNode DELIVERIES = read("github-webhook-examples.json");
  private static final SchemaRegistry API_REGISTRY =
      SchemaRegistry.withDialect(Dialects.getOpenApi30());
  private static final SchemaRegistry EVENT_REGISTRY =
      SchemaRegistry.withDialect(Dialects.getDraft7());
  private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Set<String> used = ConcurrentHashMap.newKeySet();

  /// What was not as described.
  List<String> violations() {
    return List.copyOf(violations);
  }

  /// The operations that nobody has used.
  Set<String> unused() {
    Set<String> unused = new HashSet<>();
    for (Map.Entry<String, JsonNode> path : API.get("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(it -> unused.add(it.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }
    unused.removeAll(used);
    return unused;
  }

  /// What the description shows for an operation, to be filled with the double's own values.
  static ObjectNode example(String name) {
    JsonNode example = API.at("/components/examples/" + name + "/value");
    return NewerFields.added((example.isArray() ? example.get(0) : example).deepCopy());
  }

  /// A delivery as GitHub made one.
  static ObjectNode delivery(String event) {
    return NewerFields.added(DELIVERIES.get(event).deepCopy());
  }

  void checkDelivery(String event, JsonNode payload) {
    Schema schema =
        COMPILED.computeIfAbsent(
            event,
            _ -> {
              ObjectNode one = EVENTS.deepCopy();
              one.put("$ref", "#/definitions/" + event);
              return EVENT_REGISTRY.getSchema(SchemaLocation.of("https://x/" + event), one);
            });
    check("delivery " + event, schema, payload);
  }

  /// @param path below the API's address, without the query
  void checkRequest(String method, String path, Map<String, String> query, byte[] body)
      throws IOException {
    Optional<String> template = template(method, path);
    if (template.isEmpty()) {
      violations.add("GitHub does not describe " + method + " " + path);
      return;
    }
    JsonNode operation = operation(method, template.get());
    used.add(method + " " + template.get());
    checkQuery(method + " " + path, operation, query);
    JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
    if (!schema.isMissingNode()) {
      String name = method + " " + template.get() + " request";
      check(name, compiled(name, schema), JSON.readTree(body));
    }
  }

  void checkAnswer(String method, String path, int status, byte[] body) throws IOException {
    Optional<String> template = template(method, path);
    if (template.isEmpty() || status == 304) {
      return;
    }
    String name = method + " " + template.get() + " " + status;
    JsonNode response =
        resolved(operation(method, template.get()).path("responses").path(String.valueOf(status)));
    JsonNode schema = response.at("/content/application~1json/schema");
    boolean refused = List.of(401, 403, 404, 429).contains(status) || status >= 500;
    if (schema.isMissingNode() && refused) { // may come everywhere; described where it is special
      schema = JSON.createObjectNode().put("$ref", "#/components/schemas/basic-error");
    }
    if (schema.isMissingNode()) {
      violations.add("GitHub does not describe the answer " + name);
      return;
    }
    check(name, compiled(name, schema), JSON.readTree(body));
  }

  private void checkQuery(String what, JsonNode operation, Map<String, String> query) {
    Set<String> unknown = new HashSet<>(query.keySet());
    for (JsonNode reference : operation.path("parameters")) {
      JsonNode parameter = resolved(reference);
      String name = parameter.path("name").textValue();
      if (!parameter.path("in").textValue().equals("query") || !unknown.remove(name)) {
        continue;
      }
      List<String> allowed = new ArrayList<>();
      parameter.at("/schema/enum").forEach(it -> allowed.add(it.textValue()));
      if (!allowed.isEmpty() && !allowed.contains(query.get(name))) {
        violations.add(what + ": " + name + " may be one of " + allowed);
      }
    }
    unknown.forEach(name -> violations.add(what + " has no parameter " + name));
  }

  private void check(String what, Schema schema, JsonNode document) {
    schema.validate(document).forEach(error -> violations.add(what + ": " + error));
  }

  private static Schema compiled(String name, JsonNode schema) {
    return COMPILED.computeIfAbsent(
        name,
        _ -> {
          ObjectNode document = JSON.createObjectNode();
          document.set("components", API.get("components"));
          document.putArray("allOf").add(schema);
          String id = "https://x/" + COMPILED.size() + "-" + Integer.toHexString(name.hashCode());
          return API_REGISTRY.getSchema(SchemaLocation.of(id), document);
        });
  }

  private static Optional<String> template(String method, String path) {
    for (Map.Entry<String, JsonNode> entry : API.get("paths").properties()) {
      String pattern = entry.getKey().replaceAll("\\{[^}]+}", "[^/]+");
      if (path.matches(pattern) && entry.getValue().has(method.toLowerCase(Locale.ROOT))) {
        return Optional.of(entry.getKey());
      }
    }
    return Optional.empty();
  }

  private static JsonNode operation(String method, String template) {
    return API.get("paths").get(template).get(method.toLowerCase(Locale.ROOT));
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? API.at(node.get("$ref").textValue().substring(1)) : node;
  }

  private static JsonNode read(String name) {
    try (InputStream in = GitHubDescription.class.getResourceAsStream("/forge/" + name)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
