package dev.trainyard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// One field is changed and nothing else.
@SuppressWarnings("StringConcatToTextBlock") // one line shows where line breaks are
class YamlEditTest {
  private static final String PATH = "trains/all.yaml";

  @Test
  void addsAFieldBehindTheLastOne() throws Exception {
    String file =
        """
        # Weekly.
        kind: Train
        spec:
          # Which one.
          dataset: words   # all of them
          wagons:
            named:
              - first/letters  # the only one

        # The end.
        """;

    assertThat(suspended(file))
        .isEqualTo(file.replace("# the only one\n", "# the only one\n  suspend: true\n"));
  }

  @Test
  void changesAFieldInPlace() throws Exception {
    String file = "spec:\n  suspend:   false # until Bob has looked\n  dataset: words\n";

    assertThat(suspended(file)).isEqualTo(file.replace("false", "true"));
    assertThat(edited(file.replace("suspend", "rerun").replace("false", "41"), "rerun", "42"))
        .contains("rerun:   42 # until");
  }

  @Test
  void keepsLineEndsMarksAndAMissingLastLineBreak() throws Exception {
    assertThat(suspended("spec:\r\n  dataset: words\r\n"))
        .isEqualTo("spec:\r\n  dataset: words\r\n  suspend: true\r\n");
    assertThat(suspended("spec:\r\n  dataset: words"))
        .isEqualTo("spec:\r\n  dataset: words\r\n  suspend: true");
    assertThat(suspended("\uFEFFspec:\n  dataset: \"w\u00f6rter \ud83d\ude82\"\n"))
        .isEqualTo("\uFEFFspec:\n  dataset: \"w\u00f6rter \ud83d\ude82\"\n  suspend: true\n");
  }

  @Test
  void editsFlowStyle() throws Exception {
    assertThat(suspended("spec: {dataset: words}\n"))
        .isEqualTo("spec: {dataset: words, suspend: true}\n");
    assertThat(suspended("spec: {dataset: words, wagons: {named: [a/b]}, } # x\n"))
        .isEqualTo("spec: {dataset: words, wagons: {named: [a/b]}, suspend: true, } # x\n");
    assertThat(suspended("spec: {\n  a: b, # one\n  c: d # two\n}\n"))
        .isEqualTo("spec: {\n  a: b, # one\n  c: d, suspend: true # two\n}\n");
    assertThat(suspended("{\"kind\": \"Train\", \"spec\": {\"dataset\": \"words\"}}"))
        .isEqualTo("{\"kind\": \"Train\", \"spec\": {\"dataset\": \"words\", \"suspend\": true}}");
    assertThat(suspended("spec: {suspend: false, a: b}")).isEqualTo("spec: {suspend: true, a: b}");
  }

  @Test
  void editsQuotedKeys() throws Exception {
    assertThat(suspended("\"spec\":\n  'suspend': false\n  a: b\n"))
        .isEqualTo("\"spec\":\n  'suspend': true\n  a: b\n");
    assertThat(suspended("'spec' :\n  \"a\": b\n"))
        .isEqualTo("'spec' :\n  \"a\": b\n  \"suspend\": true\n");
  }

  @Test
  void addsBeforeTheFirstFieldWhereALongTextIsTheLast() throws Exception {
    String file = "spec: # here\n  a: b\n  description: |\n    one\n    two\n\n# after\n";

    assertThat(suspended(file)).isEqualTo(file.replace("# here\n", "# here\n  suspend: true\n"));
  }

  @Test
  void findsTheSpecWhereverItStands() throws Exception {
    assertThat(suspended("spec:\n  a: b\nkind: Train\nmetadata: {name: spec}\n"))
        .isEqualTo("spec:\n  a: b\n  suspend: true\nkind: Train\nmetadata: {name: spec}\n");
    assertThat(
            suspended(
                "metadata:\n"
                    + "  labels: {spec: x}\n"
                    + "spec:\n"
                    + "  a: >-\n"
                    + "    b\n"
                    + "    c\n"
                    + "  d: \"e\n"
                    + "    f\"\n"))
        .endsWith("  d: \"e\n    f\"\n  suspend: true\n");
  }

  @Test
  void takesOutALineThatHoldsNothingElse() throws Exception {
    assertThat(reset("spec:\n  a: b\n  suspend: true\n  # c\n  d: e\n"))
        .isEqualTo("spec:\n  a: b\n  # c\n  d: e\n");
    assertThat(reset("spec:\r\n  a: b\r\n  suspend: true")).isEqualTo("spec:\r\n  a: b\r\n");
  }

  @Test
  void keepsALineThatSaysMore() throws Exception {
    assertThat(reset("spec:\n  suspend: true # Bob\n  a: b\n"))
        .isEqualTo("spec:\n  suspend: false # Bob\n  a: b\n");
    assertThat(reset("spec: {a: b, suspend: true}\n")).isEqualTo("spec: {a: b, suspend: false}\n");
    assertThat(reset("spec:\n  suspend: true\n")).isEqualTo("spec:\n  suspend: false\n");
  }

  @Test
  void takingBackWhatWasAddedGivesTheFileAsItWas() throws Exception {
    String file = "kind: Train\nspec:\n  wagons:\n    named: [a/b]\n\n# more\n";

    assertThat(reset(suspended(file))).isEqualTo(file);
  }

  @Test
  void refusesWhatItCannotEditSafelyAndSaysWhatToWrite() {
    assertThatThrownBy(() -> suspended("spec:\n  a: b\n  suspend:\n    - x\n"))
        .hasMessage(
            "trains/all.yaml:3:3: spec.suspend is no single value; write 'suspend: true' under"
                + " spec, and commit the file yourself");
    assertThatThrownBy(() -> suspended("? spec\n: a: b\n"))
        .hasMessageContaining("write 'suspend: true' under spec");
    assertThatThrownBy(() -> suspended("kind: Train\n")).hasMessageContaining("no spec was found");
    assertThatThrownBy(() -> suspended("spec: [a\n")).hasMessageContaining("trains/all.yaml:");
    assertThatThrownBy(() -> suspended("spec: &a {b: c}\n")).hasMessageContaining("anchor");
  }

  private static String suspended(String file) throws UnsafeEditException {
    return edited(file, "suspend", "true");
  }

  private static String edited(String file, String field, String value) throws UnsafeEditException {
    return YamlEdit.set(PATH, file, field, value);
  }

  private static String reset(String file) throws UnsafeEditException {
    return YamlEdit.reset(PATH, file, "suspend", "false");
  }
}
