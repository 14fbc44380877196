package dev.trainyard.engine.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// Label and field selectors of a list or watch: `a=b`, `a!=b`, `a`, joined by commas.
record Selectors(String labels, String fields) {
  Selectors(Map<String, String> query) {
    this(query.getOrDefault("labelSelector", ""), query.getOrDefault("fieldSelector", ""));
  }

  boolean match(ObjectNode object) {
    JsonNode own = object.path("metadata").path("labels");
    for (String term : labels.isEmpty() ? new String[0] : labels.split(",")) {
      if (term.startsWith("!") && !own.has(term.substring(1))) {
        continue;
      }
      if (!term.contains("=") ? !own.has(term) : !holds(term, own.path(key(term)).asText())) {
        return false;
      }
    }
    for (String term : fields.isEmpty() ? new String[0] : fields.split(",")) {
      if (!holds(term, object.at("/" + key(term).replace('.', '/')).asText())) {
        return false;
      }
    }
    return true;
  }

  private static String key(String term) {
    return term.split("!?==?", 2)[0];
  }

  private static boolean holds(String term, String value) {
    String wanted = term.split("!?==?", 2)[1];
    return term.contains("!=") != wanted.equals(value);
  }
}
