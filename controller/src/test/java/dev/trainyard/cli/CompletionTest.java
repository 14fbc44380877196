package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trainyard.cli.Terminal.Said;
import dev.trainyard.model.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void completesCommandsOptionsAndChoices() {
    assertThat(complete("sta")).containsExactly("status");
    assertThat(complete("plan", "--se")).containsExactly("--settings");
    assertThat(complete("plan", "--output", "j")).containsExactly("json");
    assertThat(complete("list", "tr")).containsExactly("trains");
    assertThat(complete("new", "wa")).containsExactly("wagon");
    assertThat(complete("explain", "train.on")).containsExactly("train.onWagonFailure");
  }

  @Test
  void offersNoOptionsToWhomTypesAName() {
    assertThat(complete("list", "")).contains("wagons").noneMatch(word -> word.startsWith("-"));
  }

  @Test
  void offersNothingWhereThereIsNoYard() {
    Said said = Terminal.say("complete", "--", "why", "no-such-name");

    assertThat(said.code()).isZero();
    assertThat(said.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void hasAScriptThatTheShellAccepts(String shell) throws Exception {
    Path script = folder.resolve("completion");
    Files.writeString(script, script(shell));

    assumeThat(Path.of("/usr/bin", shell)).exists();
    Process process =
        new ProcessBuilder(shell, "-n", script.toString()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEmpty();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void bashCompletesWhatTheCommandOffers() throws Exception {
    String answer =
        "[ \"$1 $2 $3 $4\" = 'complete -- why wagon/fi' ] && echo wagon/first/letters; echo other";

    assertThat(completedByBash(answer)).isEqualTo("wagon/first/letters");
  }

  @Test
  void bashRunsNothingThatTheCommandOffers() throws Exception {
    Path touched = folder.resolve("touched");

    assertThat(completedByBash("echo 'wagon/fi$(touch %s)'".formatted(touched)))
        .isEqualTo("wagon/fi$(touch %s)".formatted(touched));
    assertThat(touched).doesNotExist();
  }

  /// What bash offers for `trainyard why wagon/fi` where `trainyard complete` is this.
  private String completedByBash(String command) throws Exception {
    Path script = folder.resolve("completion.bash");
    Files.writeString(script, script("bash"));
    String typed =
        """
        trainyard() { %s; }
        source %s
        COMP_LINE='trainyard why wagon/fi'; COMP_POINT=${#COMP_LINE}
        _trainyard; echo "${COMPREPLY[*]}"
        """
            .formatted(command, script);
    Process process = new ProcessBuilder("bash", "-c", typed).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  @Test
  void offersOnlyNamesThatMayBeDeclared() {
    assertThat(List.of(new Named(Kind.TRAIN, "weekly"), new Named(Kind.WAGON, "a/b-1")))
        .allMatch(Named::isProper);
    assertThat(List.of("$(touch x)", "a b", "`x`", "a/b", "", "-x"))
        .noneMatch(name -> new Named(Kind.TRAIN, name).isProper());
    assertThat(new Named(Kind.WAGON, "a/$(touch x)").isProper()).isFalse();
  }

  @Test
  void knowsNoOtherShell() {
    assertThat(Terminal.say("completion", "tcsh").code()).isEqualTo(ExitCode.USAGE.code());
  }

  private static String script(String shell) {
    Said said = Terminal.say("completion", shell);
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains("trainyard complete --");
    return said.out();
  }

  private static List<String> complete(String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "complete";
    all[1] = "--";
    System.arraycopy(words, 0, all, 2, words.length);
    return Terminal.say(all).out().lines().toList();
  }
}
