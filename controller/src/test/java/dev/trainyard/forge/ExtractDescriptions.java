package dev.trainyard.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes out of GitHub's published descriptions what we use of them: see
/// `src/test/resources/forge/README.md`.
final class ExtractDescriptions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path TO = Path.of("src/test/resources/forge");
  private static final String REPO = "/repos/{owner}/{repo}";
  private static final Map<String, List<String>> OPERATIONS =
      Map.of(
          REPO,
          List.of("get"),
          REPO + "/pulls",
          List.of("get"),
          REPO + "/pulls/{pull_number}",
          List.of("get"),
          REPO + "/pulls/{pull_number}/reviews",
          List.of("get"),
          REPO + "/issues/{issue_number}/comments",
          List.of("get", "post"),
          REPO + "/issues/comments/{comment_id}",
          List.of("patch"),
          REPO + "/statuses/{sha}",
          List.of("post"),
          REPO + "/commits/{ref}/statuses",
          List.of("get"),
          "/user",
          List.of("get"));
  private static final List<String> EVENTS =
      List.of(
          "pull_request$opened",
          "pull_request$synchronize",
          "pull_request$closed",
          "pull_request$reopened",
          "issue_comment$created",
          "issue_comment$edited");

  private final JsonNode from;
  private final ObjectNode to;

  private ExtractDescriptions(JsonNode from, ObjectNode to) {
    this.from = from;
    this.to = to;
  }

  public static void main(String[] args) throws IOException {
    Path packages = Path.of(args[0], "node_modules/@octokit");
    api(packages.resolve("openapi/generated/api.github.com.json"));
    events(packages.resolve("webhooks-schemas/schema.json"));
    examples(packages.resolve("webhooks-examples/api.github.com/index.json"));
  }

  private static void api(Path file) throws IOException {
    JsonNode whole = JSON.readTree(file.toFile());
    ObjectNode part = JSON.createObjectNode();
    for (String field : List.of("openapi", "info")) {
      part.set(field, whole.get(field));
    }
    ObjectNode paths = part.putObject("paths");
    OPERATIONS.forEach(
        (path, methods) -> {
          ObjectNode operations = paths.putObject(path);
          methods.forEach(it -> operations.set(it, whole.get("paths").get(path).get(it)));
        });
    write("github-api.json", new ExtractDescriptions(whole, part).closed());
  }

  private static void events(Path file) throws IOException {
    JsonNode whole = JSON.readTree(file.toFile());
    ObjectNode part = JSON.createObjectNode();
    part.set("$schema", whole.get("$schema"));
    ObjectNode definitions = part.putObject("definitions");
    EVENTS.forEach(it -> definitions.set(it, whole.get("definitions").get(it)));
    write("github-webhooks.json", new ExtractDescriptions(whole, part).closed());
  }

  private static void examples(Path file) throws IOException {
    Map<String, JsonNode> chosen = new LinkedHashMap<>();
    for (JsonNode event : JSON.readTree(file.toFile())) {
      for (JsonNode example : event.get("examples")) {
        String name = event.get("name").textValue() + "$" + example.path("action").textValue();
        if (EVENTS.contains(name)) {
          chosen.putIfAbsent(name, example);
        }
      }
    }
    write("github-webhook-examples.json", JSON.valueToTree(chosen));
  }

  /// With everything that the part refers to.
  private ObjectNode closed() {
    for (Optional<String> missing = missing(to); missing.isPresent(); missing = missing(to)) {
      String[] names = missing.get().substring(2).split("/", -1);
      ObjectNode at = to;
      JsonNode there = from;
      for (int i = 0; i < names.length - 1; i++) {
        at = at.withObjectProperty(names[i]);
        there = there.get(names[i]);
      }
      at.set(names[names.length - 1], there.get(names[names.length - 1]));
    }
    return to;
  }

  private Optional<String> missing(JsonNode node) {
    JsonNode ref = node.get("$ref");
    if (ref != null && ref.isTextual() && to.at(ref.textValue().substring(1)).isMissingNode()) {
      return Optional.of(ref.textValue());
    }
    for (JsonNode child : node) {
      Optional<String> found = missing(child);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static void write(String name, JsonNode document) throws IOException {
    Files.writeString(TO.resolve(name), sorted(document) + "\n");
  }

  private static String sorted(JsonNode document) throws IOException {
    Object value = JSON.treeToValue(document, Object.class);
    return JSON.writer()
        .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .writeValueAsString(value);
  }
}
