package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.WorkOrder.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// A wagon of a pull request that begets processes without end. Alone, because for three seconds it
/// leaves little of the machine to others.
@Isolated
class ForkBombTest {
  @TempDir private Path folder;

  @Test
  void forksNoMoreThanItMay() throws IOException {
    assumeThatCode(() -> Bubblewrap.find(Bubblewrap.FOLDERS))
        .as("bubblewrap works here")
        .doesNotThrowAnyException();
    assumeTrue(
        CgroupPlaces.find().pids() != null || !System.getProperty("user.name").equals("root"),
        "nothing limits the processes of root without control groups");
    Yard yard = new Yard(Files.createDirectories(folder.resolve("yard")));
    yard.purpose = Purpose.PULL_TEST;
    String mark = "bomb" + Math.floorMod(folder.hashCode(), 100_000_000);
    Resources brief = new Resources(ByteSize.parse("2Gi"), 1, Duration.ofSeconds(3));
    yard.wagon(
        "a/evil",
        ": " + mark + "; f() { f | f & }; f; sleep 60",
        brief,
        List.of(Yard.output("out.txt", Yard.NO_MERGE)));

    yard.runFirst();

    WagonResult evil = yard.failed().wagons().getFirst();
    assertThat(evil.cause()).isIn(ExitCause.OVER_TIME, ExitCause.EXIT_CODE, ExitCause.OVER_MEMORY);
    assertThat(evil.usage().processesMax()).isLessThanOrEqualTo(Cell.MOST_PROCESSES);
    await().atMost(Duration.ofSeconds(20)).until(() -> GreedyWagonTest.running(mark).isEmpty());
    assertThat(yard.root.resolve("store/tmp")).isEmptyDirectory();
  }
}
