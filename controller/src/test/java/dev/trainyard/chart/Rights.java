package dev.trainyard.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// What a role of the chart lets the controller do, as `update pods/status`.
public record Rights(Set<String> all) {
  public Rights {
    all = Set.copyOf(all);
  }

  /// Those that the chart asks for where jobs are.
  public static Rights onJobs() throws IOException {
    JsonNode role =
        Chart.ofProject()
            .render(Variety.LEAST)
            .all("Role")
            .filter(it -> Release.name(it).endsWith("-jobs"))
            .findFirst()
            .orElseThrow();
    Set<String> all = new HashSet<>();
    for (JsonNode rule : role.path("rules")) {
      for (JsonNode resource : rule.path("resources")) {
        rule.path("verbs").forEach(verb -> all.add(verb.asText() + " " + resource.asText()));
      }
    }
    return new Rights(all);
  }

  /// Whether they allow it.
  ///
  /// @param resource with its subresource, such as `pods/log`
  public boolean allow(String verb, String resource) {
    return all.contains(verb.toLowerCase(Locale.ROOT) + " " + resource);
  }
}
