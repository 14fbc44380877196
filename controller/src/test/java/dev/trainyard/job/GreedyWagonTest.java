package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;
import static org.awaitility.Awaitility.await;

import dev.trainyard.job.JobSettings.Groups;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.WorkOrder.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What wagons of a hostile pull request take and leave: processes, disk, files; and that they do
/// not run where they cannot be confined.
class GreedyWagonTest {
  private static final String GOT = "GOT";

  @TempDir private Path folder;

  @BeforeEach
  void needsBubblewrap() {
    assumeThatCode(() -> Bubblewrap.find(Bubblewrap.FOLDERS))
        .as("bubblewrap works here")
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(Groups.class)
  void leavesNoProcessBehind(Groups groups) throws IOException {
    Yard yard = confined();
    yard.groups = groups;
    String mark = "600.0 0." + Math.floorMod(folder.hashCode(), 100_000_000);
    yard.wagon(
        "a/evil",
        "setsid sh -c 'setsid env -i sleep %s & setsid env -i sleep %s &' & sleep 0.3;"
                .formatted(mark, mark)
            + " touch $TRAINYARD_OUTPUT/out.txt");

    yard.runFirst();

    assertThat(yard.committed(0).wagons().getFirst().message()).contains("left processes behind");
    await().atMost(Duration.ofSeconds(10)).until(() -> running("sleep " + mark).isEmpty());
  }

  @Test
  void isNotRunWhereItCannotBeConfined() throws IOException {
    Yard yard = confined();
    yard.confinement =
        new Confinement(
            Confinement.Who.PULLS, List.of(), List.of(), ByteSize.parse("1Gi"), List.of(folder));
    yard.wagon("a/evil", "touch " + folder + "/ran; touch $TRAINYARD_OUTPUT/out.txt");

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.NOT_CONFINED);
    assertThat(yard.failed().message())
        .contains("apt-get install bubblewrap", "spec.pulls.confinement: none");
    assertThat(folder.resolve("ran")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "head -c 30000000 /dev/zero > big; sleep 60",
        "head -c 30000000 /dev/zero > /tmp/big; sleep 60",
        "head -c 30000000 /dev/zero > /dev/shm/big; sleep 60",
        "head -c 30000000 /dev/zero > $TRAINYARD_OUTPUT/out.txt",
        "truncate -s 1T $TRAINYARD_OUTPUT/out.txt",
        "perl -e 'for (1..3000) { mkdir q(d); chdir q(d) } open F, q(>f); seek F, 3e7, 0; print F"
            + " 1'",
      })
  void fillsNoDisk(String script) throws IOException {
    Yard yard = confined();
    yard.confinement =
        new Confinement(Confinement.Who.PULLS, List.of(), List.of(), ByteSize.parse("20Mi"));
    yard.wagon("a/evil", script);

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.OVER_DISK);
    assertThat(yard.failed().message()).contains("kept more than 20Mi on the disk");
    assertThat(yard.root.resolve("store/tmp")).isEmptyDirectory();
  }

  @Test
  void leavesNoProgramWithTheRightsOfTheController() throws IOException {
    Yard yard = confined();

    yard.wagon(
        "a/evil",
        """
        cp /bin/sh $TRAINYARD_OUTPUT/out.txt; chmod 4755 $TRAINYARD_OUTPUT/out.txt && echo GOT
        perl -e 'use Fcntl; sysopen(F, q(made), O_CREAT|O_RDWR, 06755) and print q(GOT)'
        find . $TRAINYARD_OUTPUT -perm /6000 | grep . && echo GOT; true
        """);

    yard.runFirst();

    assertThat(log(yard)).doesNotContain(GOT);
    Path output = yard.store.layout().job(Yard.ORDER, 0).resolve("a/evil/out.txt");
    assertThat((Integer) Files.getAttribute(output, "unix:mode") & 07222).isZero();
  }

  @Test
  void getsNothingOutThroughLinks() throws IOException {
    Path secret = Files.writeString(folder.resolve("out.txt"), "s3cret\n");
    List<String> links =
        List.of(
            "ln -s %s $TRAINYARD_OUTPUT/out.txt".formatted(secret),
            "rmdir $TRAINYARD_OUTPUT; ln -s %s $TRAINYARD_OUTPUT".formatted(folder),
            "cd $TRAINYARD_OUTPUT; ln -s %s sub; ln sub/out.txt out.txt".formatted(folder),
            "mkfifo $TRAINYARD_OUTPUT/out.txt",
            "ln $(head -1 $TRAINYARD_INPUTS) $TRAINYARD_OUTPUT/out.txt",
            "ln -s /proc/self/environ $TRAINYARD_OUTPUT/out.txt");
    for (String link : links) {
      Yard yard = confined();
      yard.wagon("a/evil", link + "; true");

      yard.runFirst();

      assertThat(yard.failed().cause()).as(link).isEqualTo(ExitCause.OUTPUT_MISSING);
      assertThat(secret).hasContent("s3cret\n");
    }
  }

  @Test
  void changesNothingOfAWagonThatDependsOnIt() throws IOException {
    Yard yard = confined();
    yard.wagon("a/first", "echo good > $TRAINYARD_OUTPUT/out.txt");
    yard.wagon(
        "a/second",
        "echo evil > $TRAINYARD_DEPENDENCIES/a/first/out.txt;"
            + " rm -f $TRAINYARD_DEPENDENCIES/a/first/out.txt;"
            + " cat $TRAINYARD_DEPENDENCIES/a/first/out.txt > $TRAINYARD_OUTPUT/out.txt");
    yard.wagons.add(yard.wagons.removeLast().dependingOn(List.of(yard.wagons.getFirst().name())));

    yard.runFirst();

    assertThat(yard.outputOf("a/first")).isEqualTo("good\n");
    assertThat(yard.outputOf("a/second")).isEqualTo("good\n");
  }

  private static String log(Yard yard) throws IOException {
    return Files.readString(yard.store.layout().job(Yard.ORDER, 0).resolve("logs/a/evil.log"));
  }

  private Yard confined() throws IOException {
    Yard yard = new Yard(Files.createTempDirectory(folder, "yard"));
    yard.purpose = Purpose.PULL_TEST;
    return yard;
  }

  static List<ProcessHandle> running(String words) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> commandLine(process.pid()).contains(words)).toList();
    }
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }
}
