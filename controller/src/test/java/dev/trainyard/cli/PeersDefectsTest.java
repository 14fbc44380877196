package dev.trainyard.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.Terminal.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// Defects of systems like this one that must not come back. Most are tested where they belong: 2
/// in `AccountedFilesTest`, 3 in `MergePartsTest`, 4 in `InputSelectionTest`, 5 in
/// `ActionExecutorTest` and `RetriesTest`, 6 in `CrashTest` and `ListeningTest`, 8 and 11 in
/// `RunListenerIT`, 9 in `ExclusionTest`, 12 in `ForgetfulEngineTest`, 13 in `SteeringTest`, 14 in
/// `StoreCleaningTest`, 16 in `ArtefactsTest`. The others are here.
class PeersDefectsTest {
  @TempDir private Path folder;

  /// Number 1: a dry run never submits.
  @Test
  void planStartsNothing() throws Exception {
    try (SmallYard yard = SmallYard.in(folder)) {
      yard.commit("trains/all.yaml", SmallYard.train("all", ""));
      try (UsersClone clone = UsersClone.of(yard, folder.resolve("clone"))) {
        Said said =
            Terminal.say(
                "plan", "--yard", folder.resolve("clone") + "", "--settings", yard.settings() + "");

        assertThat(said.out()).as(said.err()).contains("all");
        assertThat(clone).isNotNull();
      }
      assertThat(yard.store().resolve("orders")).doesNotExist();
      assertThat(yard.origin().at(SmallYard.STATUS)).isEmpty();
    }
  }

  /// Number 7: zero input files is an error.
  @Test
  void trainOverNoFilesIsNoSuccess() throws Exception {
    try (SmallYard yard = SmallYard.in(folder)) {
      String words = yard.file("datasets/words.yaml");
      yard.commit(
          Map.of(
              "datasets/words.yaml",
              words.replace("words/*.txt", "none/*.txt"),
              "trains/all.yaml",
              SmallYard.train("all", "")));

      var verdict = RunningController.untilQuiet(yard.settings());

      assertThat(verdict).hasToString("UNFINISHED");
      assertThat(yard.status("trains/all.yaml").orElseThrow())
          .contains("is: Blocked", "no file matches file:none/*.txt");
    }
  }

  /// Number 10: an unknown placeholder is an error.
  @Test
  void unknownPlaceholderIsAnError() throws Exception {
    Said said =
        validate(
            Map.of(
                "analyses/a/wagons/w.yaml",
                SmallYard.wagon("letters", "merge: {sum: {keys: [letter]}}")
                    .replace("${package}/count", "${packge}/count")));

    assertThat(said.code()).isEqualTo(ExitCode.INVALID.code());
    assertThat(said.out() + said.err())
        .contains("nothing is known as ${packge}; did you mean ${package}?");
  }

  /// Number 15: abbreviated values are refused, in files and on the command line.
  @ParameterizedTest
  @CsvSource({
    "scope, fu",
    "scope, s",
    "scope, Full",
    "onWagonFailure, unc",
    "engine, Local",
    "suspend, yes"
  })
  void abbreviatedValueIsRefused(String field, String value) throws Exception {
    Said said = validate(Map.of("trains/t.yaml", SmallYard.train("t", field + ": " + value)));

    assertThat(said.code()).as(said.out()).isEqualTo(ExitCode.INVALID.code());
    assertThat(said.out() + said.err()).contains("spec." + field);
  }

  @ParameterizedTest
  @CsvSource({"list --output js", "list --outp json", "list trai", "list --phase Succ", "sho"})
  void abbreviatedWordIsRefused(String line) {
    Said said = Terminal.say(line.split(" "));

    assertThat(said.code()).as(line + said.out()).isEqualTo(ExitCode.USAGE.code());
  }

  /// Number 17: every option is used by a test.
  @Test
  void everyOptionIsUsedByATest() throws IOException {
    String tests;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      tests =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(PeersDefectsTest::text)
              .collect(joining());
    }
    TreeSet<String> unused = new TreeSet<>();
    all(Main.commandLine())
        .filter(command -> !command.getCommandSpec().usageMessage().hidden())
        .flatMap(command -> command.getCommandSpec().options().stream())
        .filter(option -> !option.hidden())
        .filter(option -> Stream.of(option.names()).noneMatch(name -> isUsed(name, tests)))
        .forEach(option -> unused.add(option.longestName()));

    assertThat(unused).isEmpty();
  }

  private static boolean isUsed(String name, String tests) {
    return Pattern.compile("[\" ]" + Pattern.quote(name) + "[\"= ]").matcher(tests).find();
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(PeersDefectsTest::all));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Validates a small yard with these files more.
  private Said validate(Map<String, String> more) throws Exception {
    try (SmallYard yard = SmallYard.in(folder)) {
      yard.commit(more);
      Path clone = folder.resolve("clone");
      try (UsersClone _ = UsersClone.of(yard, clone)) {
        return Terminal.say(List.of("validate", clone.toString()).toArray(String[]::new));
      }
    }
  }
}
