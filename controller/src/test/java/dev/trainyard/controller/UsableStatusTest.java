package dev.trainyard.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.StatusYaml;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is taken from a status branch that somebody edited.
class UsableStatusTest {
  private static final String TRAIN = "trains/a.yaml";

  private static String train() {
    return new String(
        new StatusYaml(new Json()).write(SmallStatus.train("a", SmallStatus.RUNNING, 1)), UTF_8);
  }

  @Test
  void readsWhatTheControllerWrote() {
    assertThat(StatusInUse.read(TRAIN, train()).trains()).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"phase:\n  is: Running\n", "name: a\n", "rerun: 0\n"})
  void passesOverAFileThatLacksSomething(String part) {
    String file = train();
    assertThat(file).contains(part);

    assertThat(StatusInUse.read(TRAIN, file.replace(part, "")).trains()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "name: a, name: ../a",
    "name: a, name: b",
    "rerun: 0, rerun: -1",
    "uncoupled: [], 'uncoupled: [{wagon: x, reason: y}]'",
    "'is: Running', 'is: null'"
  })
  void passesOverAFileThatCanNotBeWorkedWith(String part, String edited) {
    String file = train();
    assertThat(file).contains(part);

    assertThat(StatusInUse.read(TRAIN, file.replace(part, edited)).trains()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"order: test, order: a/test", "attempts: 1, attempts: 20000000"})
  void passesOverAWagonWhoseTestsCanNotBeFound(String part, String edited) throws IOException {
    String file = Files.readString(Path.of("src/test/resources/fuzz/StatusYamlFuzz/wagon.yaml"));
    String path = file.lines().filter(l -> l.startsWith("wagon: ")).findFirst().orElseThrow();
    String at = "wagons/" + path.substring("wagon: ".length()) + ".yaml";
    assertThat(file).contains(part);

    assertThat(StatusInUse.read(at, file).wagons()).hasSize(1);
    assertThat(StatusInUse.read(at, file.replace(part, edited)).wagons()).isEmpty();
  }
}
