package dev.trainyard.controller;

import static dev.trainyard.controller.SmallStatus.train;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.StatusYaml;
import dev.trainyard.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is believed of a status branch, which anybody who may push can have written.
class StatusReaderTest {
  private static final StatusYaml YAML = new StatusYaml(new Json());

  @Test
  void passesOverAFileThatSpeaksOfSomethingElseThanItsNameSays() throws Exception {
    Map<String, String> files =
        Map.of(
            "trains/good.yaml", text("good"),
            "trains/bad.yaml", text("$(touch /tmp/x)"),
            "trains/worse.yaml", text("../controller"));

    Memory memory = new StatusReader(branch(files), YAML).read();

    assertThat(memory.trains()).containsOnlyKeys("good");
  }

  private static String text(String train) {
    return new String(YAML.write(train(train, SmallStatus.RUNNING, 1)), UTF_8);
  }

  private static StatusSource branch(Map<String, String> files) {
    return new StatusSource() {
      @Override
      public List<String> list(String folder) {
        return new TreeMap<>(files).keySet().stream().filter(it -> it.startsWith(folder)).toList();
      }

      @Override
      public Optional<String> read(String path) {
        return Optional.ofNullable(files.get(path));
      }
    };
  }
}
