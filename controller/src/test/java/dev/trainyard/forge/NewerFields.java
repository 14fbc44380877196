package dev.trainyard.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// Adds to GitHub's examples, some of which are old, what its descriptions have come to require.
final class NewerFields {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// By a field that tells what an object is: what such an object has now.
  private static final Map<String, String> FIELDS =
      Map.of(
          "default_branch",
          """
          {"is_template": false, "web_commit_signoff_required": false, "topics": [],
           "visibility": "public", "custom_properties": {}, "language": null}
          """,
          "merge_commit_sha",
          "{\"auto_merge\": null, \"active_lock_reason\": null}",
          "issue_url",
          """
          {"performed_via_github_app": null, "reactions": {"url": "https://api.github.com/r",
           "total_count": 0, "+1": 0, "-1": 0, "laugh": 0, "hooray": 0, "confused": 0, "heart": 0,
           "rocket": 0, "eyes": 0}}
          """,
          "labels_url",
          """
          {"active_lock_reason": null, "reactions": {"url": "https://api.github.com/r",
           "total_count": 0, "+1": 0, "-1": 0, "laugh": 0, "hooray": 0, "confused": 0, "heart": 0,
           "rocket": 0, "eyes": 0}}
          """,
          "color",
          "{\"description\": null}",
          "members_url",
          "{\"type\": \"organization\"}");

  private NewerFields() {}

  static ObjectNode added(JsonNode example) {
    add(example);
    return (ObjectNode) example;
  }

  private static void add(JsonNode node) {
    node.forEach(NewerFields::add);
    if (node instanceof ObjectNode object) {
      FIELDS.forEach(
          (sign, fields) -> {
            boolean issue =
                !sign.equals("labels_url") || (object.has("comments_url") && object.has("number"));
            if (object.has(sign) && issue && !(sign.equals("issue_url") && object.has("head"))) {
              read(fields)
                  .properties()
                  .forEach(it -> object.putIfAbsent(it.getKey(), it.getValue()));
            }
          });
    }
  }

  private static ObjectNode read(String fields) {
    try {
      return (ObjectNode) JSON.readTree(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
