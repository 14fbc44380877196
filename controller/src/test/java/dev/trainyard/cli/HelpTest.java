package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.Documents;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// What every command tells of itself.
class HelpTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::all));
  }

  private static Stream<CommandLine> everyone() {
    return all(Main.commandLine())
        .filter(command -> !command.getCommandSpec().usageMessage().hidden());
  }

  private static Stream<CommandLine> leaves() {
    return everyone().filter(command -> command.getSubcommands().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("everyone")
  void everyCommandHasExamplesThatParse(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    String[] footer = command.getCommandSpec().usageMessage().footer();

    assertThat(command.getUsageMessage(Ansi.OFF)).contains("Examples:");
    assertThat(footer).anyMatch(line -> line.strip().startsWith(name));
    for (String line : footer) {
      if (line.strip().startsWith(name + " ") && !line.contains("|") && !line.contains("<(")) {
        String[] words = words(line.strip().replaceAll(" +(#| {2,}).*", "").replace(" && .*", ""));
        Main.commandLine().parseArgs(words);
      }
    }
  }

  /// The words after `trainyard`, as a shell splits them, as far as examples need it.
  private static String[] words(String line) {
    String[] first = line.split(" && ", 2)[0].replaceAll(" {2,}.*", "").split(" ", -1);
    return Stream.of(String.join(" ", Arrays.copyOfRange(first, 1, first.length)))
        .flatMap(rest -> Arrays.stream(rest.split(" (?=(?:[^']*'[^']*')*[^']*$)", -1)))
        .map(word -> word.replace("'", ""))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("everyone")
  void everyCommandTellsItsExitCodes(CommandLine command) {
    Map<String, String> codes = command.getCommandSpec().usageMessage().exitCodeList();

    assertThat(codes).containsKeys("0", "1");
    assertThat(codes.keySet())
        .isSubsetOf(
            Arrays.stream(ExitCode.values()).map(code -> Integer.toString(code.code())).toList());
    assertThat(command.getUsageMessage(Ansi.OFF)).contains("Exit codes:");
  }

  @ParameterizedTest
  @MethodSource("everyone")
  void everyCommandAndOptionIsDescribed(CommandLine command) {
    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    assertThat(command.getCommandSpec().options())
        .allSatisfy((OptionSpec option) -> assertThat(option.description()).isNotEmpty());
    assertThat(command.getCommandSpec().positionalParameters())
        .allSatisfy((PositionalParamSpec word) -> assertThat(word.description()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("everyone")
  void helpFitsATerminal(CommandLine command) {
    assertThat(command.getUsageMessage(Ansi.OFF).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
        .containsSubsequence(command.getCommandSpec().usageMessage().footer());
  }

  @ParameterizedTest
  @MethodSource("everyone")
  void everyCommandIsToldInOneLine(CommandLine command) {
    String[] description = command.getCommandSpec().usageMessage().description();

    assertThat(description[0]).hasSizeLessThanOrEqualTo(66).endsWith(".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "validate",
        "explain",
        "list",
        "status",
        "show",
        "logs",
        "why",
        "plan",
        "test",
        "codeowners",
        "doctor",
        "outputs list",
        "outputs verify"
      })
  void whatAScriptWouldReadIsThereAsJson(String name) {
    CommandLine command = Main.commandLine();
    for (String word : name.split(" ", -1)) {
      command = Objects.requireNonNull(command.getSubcommands().get(word), word);
    }

    assertThat(command.getCommandSpec().findOption("--output")).isNotNull();
  }

  @Test
  void everyCommandIsInTheDocuments() throws IOException {
    String documents = Documents.text();

    List<String> told =
        documents
            .lines()
            .filter(line -> line.startsWith("| `trainyard "))
            .flatMap(line -> CODE.matcher(line.split("\\|", 3)[1]).results())
            .map(code -> code.group(1).replaceFirst("^trainyard ", "") + " ")
            .toList();

    assertThat(leaves().map(command -> command.getCommandSpec().qualifiedName(" ")))
        .allSatisfy(name -> assertThat(told).anyMatch(words -> tells(words, name)));
  }

  /// Whether a row's `hold TRAIN`, `outputs list` or, beside it, `get` is about a command.
  private static boolean tells(String words, String name) {
    String last = name.substring(name.lastIndexOf(' ') + 1);
    return ("trainyard " + words).startsWith(name + " ") || words.startsWith(last + " ");
  }

  @Test
  void everyExitCodeIsInTheDocuments() throws IOException {
    String documents = Documents.text();

    assertThat(ExitCode.values())
        .allSatisfy(code -> assertThat(documents).contains("| " + code.code() + " | "));
  }

  @Test
  void refusesACommandThatThereIsNot() {
    Terminal.Said said = Terminal.say("statsu");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err())
        .isEqualToIgnoringNewLines("trainyard: there is no command statsu; did you mean status?");
  }

  @Test
  void withoutACommandAllAreListed() {
    assertThat(Main.commandLine().getUsageMessage(Ansi.OFF))
        .contains("validate", "status", "explain")
        .doesNotContain("  complete ", "  job ");
  }
}
