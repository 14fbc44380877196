package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "off",
        "y",
        "Yes",
        "ON",
        "12:30:45",
        "2026-11-21",
        "1.2.3",
        "1_000",
        "0b1",
        "0o8",
        "0xg",
        "+",
        ".",
        "e5",
        "0x",
        "1e",
        "- 1",
        "=",
        "nullx",
        ".info"
      })
  void takesTextForText(String text) throws RefusedFileException {
    assertThat(value("[" + text.replace("- 1", "'- 1'") + "]").textValue()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "010, 10",
    "-7, -7",
    "+7, 7",
    "0o17, 15",
    "0xFf, 255",
    "9223372036854775807, 9223372036854775807",
    "1.10, 1.1",
    "1., 1.0",
    ".5, 0.5",
    "1e3, 1000.0",
    "-1.5E-3, -0.0015",
    "True, true",
    "FALSE, false",
    "~, null",
    "Null, null"
  })
  void resolvesTheCoreSchema(String text, String json) throws RefusedFileException {
    JsonNode value = value("[" + text + "]");

    assertThat(value).hasToString(json);
    assertThat(value.isTextual()).isFalse();
  }

  @Test
  void quotedIsAlwaysText() throws RefusedFileException {
    assertThat(value("['1']").isTextual()).isTrue();
    assertThat(value("[\"true\"]").isTextual()).isTrue();
    assertThat(value("- |\n  1").isTextual()).isTrue();
  }

  @Test
  void skipsByteOrderMark() throws RefusedFileException {
    assertThat(value("\uFEFF[a]").textValue()).isEqualTo("a");
  }

  @Test
  void countsLinesAndColumnsFromOne() throws RefusedFileException {
    YamlNode root = read("# comment\na:\n  - b\n  - {c: d}\r\ne: f\n");

    assertThat(root.keyAt(List.of("e"))).isEqualTo(new YamlNode.Mark(5, 1));
    assertThat(root.valueAt(List.of("a", 1, "c"))).isEqualTo(new YamlNode.Mark(4, 9));
  }

  @Test
  void refusesLargeFileBeforeParsing() {
    assertRefused("#".repeat(YamlLimits.YARD.bytes() + 1), "yaml-limit");
  }

  @Test
  void refusesManyNodes() {
    assertRefused("[" + "a,".repeat(YamlLimits.YARD.nodes()) + "]", "yaml-limit");
  }

  @Test
  void refusesDeepNestingWithoutRecursion() {
    assertRefused("[".repeat(200_000), "yaml-limit");
    assertRefused("- ".repeat(100_000), "yaml-limit");
    assertRefused("{a: ".repeat(50_000), "yaml-limit");
  }

  @Test
  void refusesLongNumbersQuickly() {
    assertRefused("[" + "9".repeat(200_000) + "]", "yaml-number");
  }

  @Test
  void refusesAliasBomb() {
    assertRefused("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "yaml-anchor");
  }

  private static void assertRefused(String text, String rule) {
    assertThatExceptionOfType(RefusedFileException.class)
        .isThrownBy(() -> read(text))
        .satisfies(e -> assertThat(e.problem().rule()).isEqualTo(rule));
  }

  private static JsonNode value(String list) throws RefusedFileException {
    return read(list).toJson().get(0);
  }

  private static YamlNode read(String text) throws RefusedFileException {
    return YamlReader.read("a.yaml", text.getBytes(UTF_8), YamlLimits.YARD);
  }
}
