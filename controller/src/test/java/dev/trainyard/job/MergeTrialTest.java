package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.WorkOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the test of a wagon finds out of its merges.
class MergeTrialTest {
  @TempDir private Path folder;
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new Yard(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "cat, SUCCEEDED",
    "no-such-program, NOT_STARTED",
    "false, MERGE_FAILED",
    "[ $# = 2 ] && cat, MERGE_FAILED"
  })
  void triesTheWagonsOwnMergeProgram(String program, ExitCause cause) throws IOException {
    List<String> words =
        program.startsWith("[")
            ? List.of("/bin/sh", "-c", Yard.dollars("[ $# = 1 ] && cat \"$1\""), "sh")
            : List.of(program);
    Merge merge = new Merge(MergeKind.COMMAND, List.of(), 0, words);
    yard.purpose = WorkOrder.Purpose.WAGON_TEST;
    yard.wagon(
        "a/w",
        "echo 1 > $TRAINYARD_OUTPUT/out.txt",
        Yard.USUAL,
        List.of(Yard.output("out.txt", merge)));

    JobEnd end = yard.runFirst();

    assertThat(end == JobEnd.COMMITTED).isEqualTo(cause == ExitCause.SUCCEEDED);
    if (cause != ExitCause.SUCCEEDED) {
      assertThat(yard.failed().cause()).isEqualTo(cause);
      assertThat(yard.failed().message()).contains("merge program");
    }
  }
}
