package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Validation.Cache;
import dev.trainyard.config.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Reading the arguments by hand, held against picocli, which has the last word.
class ValidateArgumentsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "validate",
        "validate .",
        "validate a/b.yaml c -", // picocli takes a lone dash as a path
        "validate --output json",
        "validate --output text trains",
        "validate trains --output github packages",
        "validate --output sarif --no-cache",
        "validate --no-cache",
        "validate --disable unused-tag",
        "validate --disable unused-tag --disable deprecated-dataset a",
        "validate --output=json",
        "validate --disable=unused-tag",
        "validate --output",
        "validate --output yaml",
        "validate --output JSON",
        "validate --output json --output json",
        "validate --output --no-cache",
        "validate --no-cache --no-cache",
        "validate --disable",
        "validate --disable nothing",
        "validate --changed-from HEAD",
        "validate --rules",
        "validate --help",
        "validate -h",
        "validate --version",
        "validate -x",
        "validate --outputs json",
        "validate --",
        "validate -- --output",
        "validate @file",
        "plan",
        "--help"
      })
  void agreesWithPicocliOnWhatItTakes(String line) {
    String[] words = line.split(" ");

    ValidateArguments.of(words).ifPresent(quick -> assertThat(quick).isEqualTo(byPicocli(words)));
  }

  @Test
  void takesTheFormsThatPeopleAndHooksUse() {
    assertThat(ValidateArguments.of("validate")).isPresent();
    assertThat(ValidateArguments.of("validate", "a", "--output", "json", "--disable", "unused-tag"))
        .contains(
            new Validation(
                List.of(Path.of("a")),
                ReportFormat.JSON,
                null,
                List.of(Rule.UNUSED_TAG),
                Cache.USED));
  }

  /// A new option has to be put into the first test, at least.
  @Test
  void knowsWhichOptionsThereAre() {
    CommandLine validate =
        Objects.requireNonNull(Main.commandLine().getSubcommands().get("validate"));

    assertThat(validate.getCommandSpec().options().stream().map(OptionSpec::longestName))
        .containsExactlyInAnyOrder(
            "--output",
            "--changed-from",
            "--disable",
            "--no-cache",
            "--rules",
            "--help",
            "--version");
  }

  private static Validation byPicocli(String... words) {
    CommandLine.ParseResult parsed = Main.commandLine().parseArgs(words);
    Object command = parsed.subcommand().commandSpec().userObject();
    return ((ValidateCommand) command).validation();
  }
}
