package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {
  @Test
  void listsTheKinds() {
    Said said = Terminal.say("explain");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("Train ", "Wagon ", "Settings ");
  }

  @Test
  void explainsAFieldWithAllThatTheSchemaSays() {
    Said said = Terminal.say("explain", "train.onWagonFailure");

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains(
            "train.spec.onWagonFailure",
            "word",
            "optional",
            "\"fail\"",
            "fail, uncouple",
            "may not change",
            "\"uncouple\"");
  }

  @Test
  void saysWhatMayChangeAtAnyTime() {
    assertThat(Terminal.say("explain", "train.spec.suspend").out())
        .contains("may change at any time");
  }

  @Test
  void looksIntoListsAndRules() {
    assertThat(Terminal.say("explain", "wagon.outputs.file").out())
        .contains("required", "without a leading /", "relative to the output folder");
  }

  @Test
  void takesKindsInAnyCaseAndNumber() {
    String out = Terminal.say("explain", "dataset").out();

    assertThat(Terminal.say("explain", "Datasets").out()).isEqualTo(out);
    assertThat(out).contains("split", "spec", "example");
  }

  @Test
  void everyFieldOfEveryKindIsExplained() {
    for (String path : new ExplainCommand.Paths()) {
      Said said = Terminal.say("explain", path);

      assertThat(said.code()).as(path).isZero();
      assertThat(said.out().lines().skip(1).findFirst()).as(path).get().asString().isNotBlank();
    }
  }

  @Test
  void suggestsFieldsAndKinds() {
    Said field = Terminal.say("explain", "wagon.output.mrege");
    Said deep = Terminal.say("explain", "wagon.keys");
    Said kind = Terminal.say("explain", "trian");

    assertThat(field.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(field.err()).contains("did you mean wagon.outputs.merge?");
    assertThat(deep.err()).contains("wagon.outputs.merge.sum.keys");
    assertThat(kind.err()).contains("did you mean train?");
  }

  @Test
  void explainsForPrograms() {
    assertThat(Terminal.say("explain", "train.scope", "--output", "json").out())
        .contains("\"need\" : \"optional\"", "\"preset\" : \"\\\"full\\\"\"", "\"allowed\"");
  }
}
