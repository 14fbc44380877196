package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.WagonRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// In which order wagons run, and what becomes of those whose dependency fails.
class ScheduleTest {
  private static final String COPY =
      "cat $TRAINYARD_DEPENDENCIES/a/*/out.txt > $TRAINYARD_OUTPUT/out.txt; echo more >>"
          + " $TRAINYARD_OUTPUT/out.txt";

  @TempDir private Path folder;
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new Yard(folder);
  }

  @Test
  void runsAWagonAfterThoseThatItDependsOnWithTheirOutputs() throws IOException {
    yard.wagon("a/first", "sleep 0.2; echo 1 > $TRAINYARD_OUTPUT/out.txt");
    yard.wagon("a/first.loose", "echo 2 > $TRAINYARD_OUTPUT/out.txt");
    wagon("a/second", COPY, "a/first", "a/first.loose");

    yard.runFirst();

    assertThat(yard.outputOf("a/second")).isEqualTo("2\n1\nmore\n");
  }

  @Test
  void doesNotRunWhatDependsOnAFailureButAllOthers() throws IOException {
    yard.wagon("a/first", "exit 1");
    wagon("a/second", COPY, "a/first");
    wagon("a/third", COPY, "a/second");
    yard.wagon("a/other", "touch $TRAINYARD_OUTPUT/out.txt");

    yard.runFirst();

    JobResult result = yard.failed();
    assertThat(result.cause()).isEqualTo(ExitCause.EXIT_CODE);
    assertThat(result.message()).isEqualTo("a/first: it ended with exit code 1");
    assertThat(result.wagons())
        .extracting(WagonResult::cause)
        .containsExactly(
            ExitCause.EXIT_CODE,
            ExitCause.DEPENDENCY_FAILED,
            ExitCause.DEPENDENCY_FAILED,
            ExitCause.SUCCEEDED);
  }

  @Test
  void goesWithoutUncoupledWagonsAndWhatDependsOnThem() throws IOException {
    yard.wagon("a/first", "exit 1");
    wagon("a/second", COPY, "a/first");
    yard.wagon("a/other", "touch $TRAINYARD_OUTPUT/out.txt");
    yard.pin();

    JobEnd end = yard.runner().run(new JobRequest(Yard.ORDER, 0, "s", 1, List.of("a/first"), 1));

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.committed(0).wagons())
        .extracting(wagon -> wagon.name().toString())
        .containsExactly("a/other");
  }

  @Test
  void cannotChangeTheOutputsOfWhatItDependsOn() throws IOException {
    yard.wagon("a/first", "echo 1 > $TRAINYARD_OUTPUT/out.txt");
    wagon(
        "a/second",
        COPY
            + "; rm -f $TRAINYARD_DEPENDENCIES/a/first/out.txt;"
            + " echo 2 > $TRAINYARD_DEPENDENCIES/a/first/out.txt",
        "a/first");

    yard.runFirst();

    assertThat(yard.failed().message()).contains("a/first", "out.txt");
  }

  @Test
  @Timeout(60)
  void doesNotKeepOthersWaitingForAReaderWithoutItsPackage() throws IOException {
    yard.job(yard.input("much.txt", "0123456789abcde\n".repeat(400_000)));
    yard.wagon("a/lost", "cat > $TRAINYARD_OUTPUT/out.txt");
    yard.stream("a/lost", 0);
    yard.inPackage("gone");
    yard.wagon("a/copy", "cat > $TRAINYARD_OUTPUT/out.txt");
    yard.stream("a/copy", 0);

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.STORE_FAILED);
    assertThat(yard.failed().message()).contains("a/lost", "no version of package gone");
  }

  @Test
  void tellsOfAWagonThatItCouldNotGoOnWith() {
    yard.wagon("a/unlucky", "true").wagon("a/other", "true");

    List<WagonResult> results =
        Schedule.run(
            yard.wagons,
            1,
            wagon -> {
              if (wagon.equals(yard.wagons.getFirst())) {
                throw new OutOfMemoryError("in the test");
              }
              return WagonShift.failed(wagon, ExitCause.SUCCEEDED, "");
            });

    assertThat(results)
        .extracting(WagonResult::cause)
        .containsExactly(ExitCause.STORE_FAILED, ExitCause.SUCCEEDED);
    assertThat(results.getFirst().message()).contains("OutOfMemoryError: in the test");
  }

  private void wagon(String name, String script, String... dependencies) {
    yard.wagon(name, script);
    WagonRun run = yard.wagons.removeLast();
    yard.wagons.add(run.dependingOn(Stream.of(dependencies).map(InstanceName::parse).toList()));
  }
}
