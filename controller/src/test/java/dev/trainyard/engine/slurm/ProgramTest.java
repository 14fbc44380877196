package dev.trainyard.engine.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trainyard.engine.EngineUnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProgramTest {
  private static final int MOST = 1000;
  private final Program program =
      new Program(Map.of("PATH", "/usr/bin:/bin", "A", "b"), Duration.ofMinutes(1), MOST);

  @Test
  void tellsWhatAProgramSaid() throws Exception {
    Program.Said said = run("echo $A$HOME; echo no >&2; exit 3");

    assertThat(said).isEqualTo(new Program.Said(3, "b\n", "no\n"));
  }

  @Test
  void tellsTheGistOnOneLineOfVisibleText() throws Exception {
    Program.Said said = run("printf 'a\\033[31m\\n\\n b%400s'  | tr ' ' x >&2");

    assertThat(said.gist()).startsWith("a [31m").doesNotContain("\n", "\033").hasSize(301);
  }

  @Test
  void endsAProgramThatTakesTooLong() {
    Program hasty = new Program(Map.of("PATH", "/usr/bin:/bin"), Duration.ofMillis(200), MOST);

    assertThatThrownBy(() -> hasty.run(List.of("sleep", "300")))
        .isInstanceOf(EngineUnreachableException.class)
        .hasMessage("sleep did not answer within 200ms");
  }

  @Test
  void endsAProgramThatSaysTooMuch() {
    assertThatThrownBy(() -> run("yes")).hasMessage("sh said more than 1000 bytes");
  }

  @Test
  @Timeout(15)
  void doesNotWaitForWhatAProgramLeftBehind() {
    Program hasty = new Program(Map.of("PATH", "/usr/bin:/bin"), Duration.ofSeconds(2), MOST);

    Throwable failure = catchThrowable(() -> hasty.run(List.of("sh", "-c", "sleep 20 & echo hi")));

    assertThat(failure)
        .satisfiesAnyOf(
            it -> assertThat(it).isNull(),
            it -> assertThat(it).hasMessage("sh did not answer within 2s"));
  }

  @Test
  void bearsMuchErrorOutput() throws Exception {
    assertThat(run("head -c 1000000 /dev/zero >&2; echo fine").out()).isIn("fine\n", "");
  }

  @Test
  void saysThatAProgramIsMissing() {
    assertThatThrownBy(() -> program.run(List.of("/nowhere/squeue")))
        .isInstanceOf(EngineUnreachableException.class)
        .hasMessageContaining("/nowhere/squeue cannot be started")
        .hasMessageContaining("are Slurm's commands installed here?");
  }

  private Program.Said run(String script) throws EngineUnreachableException {
    return program.run(List.of("sh", "-c", script));
  }
}
