package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The log of a controller in a process of its own.
class LogFormatTest {
  /// The name of a file that would begin a line of its own, and turn it red.
  private static final String HOSTILE = "trains/x\n{\"level\":\"ERROR\"}\u001b[31m\u202e.yaml";

  @TempDir private Path folder;
  private SmallYard yard;

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    yard.commit("trains/all.yaml", SmallYard.train("all", "scope: test"));
    yard.commit(HOSTILE, "apiVersion: trainyard.dev/v1\nkind: Train\nspec: {}\n");
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void isOneJsonObjectALine() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run("--log-format", "json")) {
      lines.add(JsonMapper.builder().build().readTree(line));
    }

    assertThat(lines)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            line -> {
              assertThat(line.fieldNames()).toIterable().contains("time", "level", "logger");
              assertThat(line.get("message").isTextual()).isTrue();
              assertThat(line.get("time").textValue()).startsWith("20").endsWith("Z");
              assertThat(line.get("level").textValue()).isNotEqualTo("ERROR");
            })
        .anySatisfy(
            line -> {
              assertThat(line.path("train").asText()).isEqualTo("all");
              assertThat(line.path("subject").asText()).isEqualTo("train all");
              assertThat(line.path("is").asText()).isEqualTo("Succeeded");
              assertThat(line.path("commit").asText()).hasSize(10);
              assertThat(line.path("round").asText()).isNotEmpty();
            })
        .anySatisfy(line -> assertThat(line.path("problem").asText()).isEqualTo("error"));
  }

  @Test
  void isOneLineOfTextForPeople() throws Exception {
    assertThat(run())
        .hasSizeGreaterThan(5)
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches("20\\d\\d-\\d\\d-\\d\\dT\\S+ (INFO|WARN) [A-Za-z]+ - \\P{Cntrl}+")
                    .doesNotContain("\u202e"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("commit=", " subject=\"train all\" was=Submitted is=Running"));
  }

  @Test
  void tellsInJsonAlsoWhyItEnds() throws Exception {
    Files.writeString(
        yard.settings(), Files.readString(yard.settings()).replace("store: store", "stores: x"));

    List<String> lines = run("--log-format", "json");

    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      JsonNode said = JsonMapper.builder().build().readTree(line);
      assertThat(said.get("level").textValue()).isEqualTo("ERROR");
    }
    assertThat(lines.toString()).contains("stores", "trainyard.yaml");
  }

  /// Runs until all is quiet.
  private List<String> run(String... options) throws Exception {
    List<String> command = new ArrayList<>(Launcher.words());
    command.add(1, "-Dtrainyard.log=info");
    command.addAll(List.of("run", "--until-quiet", "--settings", yard.settings().toString()));
    command.addAll(List.of(options));
    Path log = folder.resolve("log");
    Process controller =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(controller.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(log);
  }
}
