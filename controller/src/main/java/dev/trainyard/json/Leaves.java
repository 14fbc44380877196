package dev.trainyard.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The single values in a value, by their paths, such as `resources.memory` or
/// `outputs[mass.json].merge`.
final class Leaves {
  private static final int LONGEST = 120;

  /// By which members of lists are told apart; others by their number.
  private static final List<String> NAMES = List.of("name", "file", "run", "dataset", "runList");

  private final SortedMap<String, String> found = new TreeMap<>();

  /// What has content: neither null nor an empty text or list. An object without fields is one
  /// value: that it is there may say it all.
  static SortedMap<String, String> of(JsonNode value) {
    Leaves leaves = new Leaves();
    leaves.add("", value);
    return leaves.found;
  }

  private void add(String path, JsonNode node) {
    if (node.isObject() && !node.isEmpty()) {
      node.forEachEntry((name, child) -> add(path.isEmpty() ? name : path + "." + name, child));
    } else if (node.isArray() && !node.isEmpty() && node.get(0).isObject()) {
      for (int i = 0; i < node.size(); i++) {
        add(path + "[" + name(node.get(i), i) + "]", node.get(i));
      }
    } else if (!isNothing(node)) {
      String text = node.isValueNode() ? node.asText() : node.toString();
      found.put(path, text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
    }
  }

  private static boolean isNothing(JsonNode node) {
    return node.isNull()
        || (node.isArray() && node.isEmpty())
        || (node.isTextual() && node.asText().isEmpty());
  }

  private static String name(JsonNode member, int index) {
    return NAMES.stream()
        .filter(member::has)
        .findFirst()
        .map(name -> member.get(name).asText())
        .orElse(String.valueOf(index));
  }
}
