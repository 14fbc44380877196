package dev.trainyard.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What Helm made of the chart.
public record Release(List<JsonNode> objects) {
  public Release {
    objects = List.copyOf(objects);
  }

  static Release of(String manifest) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    JsonMapper mapper = JsonMapper.builder().build();
    List<JsonNode> objects = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(strict)).loadAll(manifest)) {
      if (document != null) {
        objects.add(mapper.valueToTree(document));
      }
    }
    return new Release(objects);
  }

  /// Those of a kind.
  public Stream<JsonNode> all(String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
  }

  /// The only object of its kind.
  JsonNode the(String kind) {
    List<JsonNode> found = all(kind).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.getFirst();
  }

  /// `Role dimuon-trainyard-jobs`.
  static String name(JsonNode object) {
    return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
  }

  /// The settings file that the controller is started with.
  public String settings() {
    return Objects.requireNonNull(the("ConfigMap").at("/data/settings.yaml").textValue());
  }

  /// The words that the controller is started with.
  public List<String> arguments() {
    List<String> words = new ArrayList<>();
    pod().at("/spec/containers/0/args").forEach(word -> words.add(word.asText()));
    return words;
  }

  JsonNode pod() {
    return the("Deployment").at("/spec/template");
  }
}
