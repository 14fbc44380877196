package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.spec.WagonSpec.Success;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.WagonRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of wagons that do right and of those that do wrong.
class JobRunnerTest {
  private static final String TO_OUTPUT = "printf '%s' > $TRAINYARD_OUTPUT/out.txt";

  @TempDir private Path folder;
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new Yard(folder);
  }

  @Test
  void commitsTheOutputsOfAllWagonsWithTheirRecord() throws IOException {
    yard.wagon("a/count", "cat $(cat $TRAINYARD_INPUTS) | wc -l > $TRAINYARD_OUTPUT/out.txt");
    yard.wagon("a/upper", "cat $(cat $TRAINYARD_INPUTS) | tr a-z A-Z > $TRAINYARD_OUTPUT/out.txt");

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/count")).isEqualTo("2\n");
    assertThat(yard.outputOf("a/upper")).isEqualTo("ONE\nTWO\n");
    JobResult result = yard.committed(0);
    assertThat(result.cause()).isEqualTo(ExitCause.SUCCEEDED);
    assertThat(result.inputs()).extracting("size").containsExactly(4L, 4L);
    assertThat(result.stagedBytes()).isEqualTo(8);
    assertThat(result.wagons().getLast().outputs())
        .containsExactly(
            new JobResult.OutputFile("out.txt", 8, Digest.of("ONE\nTWO\n".getBytes(UTF_8)).hex()));
    assertThat(yard.store.layout().job(Yard.ORDER, 0).resolve("logs/a/upper.prmon.txt")).exists();
    assertThat(yard.root.resolve("store/tmp")).isEmptyDirectory();
  }

  @Test
  void givesAWagonItsEnvironmentAndNothingElse() throws IOException {
    yard.wagon("a/env", "env > $TRAINYARD_OUTPUT/out.txt; ls -l /proc/self/fd >&2");

    yard.runFirst();

    assertThat(yard.outputOf("a/env").lines().map(line -> line.replaceFirst("=.*", "")))
        .containsExactlyInAnyOrder(
            "PATH",
            "HOME",
            "TMPDIR",
            "LC_ALL",
            "LANG",
            "TZ",
            "PWD",
            "DIMUON",
            "TRAINYARD_INPUTS",
            "TRAINYARD_CONFIG",
            "TRAINYARD_OUTPUT",
            "TRAINYARD_DEPENDENCIES",
            "TRAINYARD_META",
            "TRAINYARD_PACKAGE",
            "TRAINYARD_EXECUTION");
    assertThat(Files.readString(log("a/env")))
        .contains("0 -> /dev/null")
        .doesNotContain(" 4 -> ")
        .doesNotContain(" 5 -> ");
  }

  @Test
  void fillsPlaceholdersAndHandsOverConfigurationAndMetadata() throws IOException {
    List<String> command =
        List.of(
            "/bin/sh",
            "-c",
            "echo \"$$1 $$2 $$3\" > ${output}/out.txt; cat $$TRAINYARD_CONFIG $$TRAINYARD_META >&2",
            "sh",
            "${config.title}",
            "${config.bins}",
            "${package}");
    yard.wagons.add(
        Yard.run(
            "a/words.loose", command, Yard.USUAL, List.of(Yard.output("out.txt", Yard.NO_MERGE))));

    yard.runFirst();

    assertThat(yard.outputOf("a/words.loose"))
        .isEqualTo("a b 10 " + yard.store.layout().packageFolder(Yard.TREE) + "\n");
    assertThat(Files.readString(log("a/words.loose")))
        .contains("\"bins\" : 10", "\"train\" : \"test\"", "\"subwagon\" : \"loose\"", "13.6");
  }

  @Test
  void reportsTheExitCodeAndTheFirstUsefulLines() throws IOException {
    yard.wagon("a/bad", "echo start; echo; echo 'error: no \033[31mmuons\033[0m' >&2; exit 3");

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    WagonResult wagon = yard.failed().wagons().getFirst();
    assertThat(wagon.cause()).isEqualTo(ExitCause.EXIT_CODE);
    assertThat(wagon.exitCode()).isEqualTo(3);
    assertThat(wagon.logLines()).containsExactly("...", "error: no muons");
    assertThat(yard.store.layout().job(Yard.ORDER, 0)).doesNotExist();
    assertThat(yard.root.resolve("store/tmp")).isEmptyDirectory();
  }

  @Test
  void reportsASignal() throws IOException {
    yard.wagon("a/crash", "kill -SEGV $$");

    yard.runFirst();

    WagonResult wagon = yard.failed().wagons().getFirst();
    assertThat(wagon.cause()).isEqualTo(ExitCause.SIGNAL);
    assertThat(wagon.message()).contains("SIGSEGV");
  }

  @Test
  void reportsAProgramThatIsNotThere() throws IOException {
    yard.wagons.add(Yard.run("a/none", List.of("no-such-program"), Yard.USUAL, List.of()));

    yard.runFirst();

    WagonResult wagon = yard.failed().wagons().getFirst();
    assertThat(wagon.cause()).isEqualTo(ExitCause.NOT_STARTED);
    assertThat(wagon.message()).contains("no-such-program");
  }

  @Test
  void endsAWagonOverItsTime() throws IOException {
    Resources brief = new Resources(ByteSize.parse("1Gi"), 1, Duration.ofMillis(300));
    yard.wagon("a/slow", "sleep 20 & sleep 20", brief, List.of());

    yard.runFirst();

    WagonResult wagon = yard.failed().wagons().getFirst();
    assertThat(wagon.cause()).isEqualTo(ExitCause.OVER_TIME);
    assertThat(wagon.usage().wall()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
  }

  @Test
  void endsAWagonWhoseLogFloods() throws IOException {
    yard.wagon("a/flood", "while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done");

    yard.runFirst();

    JobResult result = yard.failed();
    assertThat(result.wagons().getFirst().cause()).isEqualTo(ExitCause.LOG_TOO_LARGE);
    Path attempt = yard.store.layout().attempt(Yard.ORDER, 0, result.execution());
    assertThat(attempt.resolve("logs/a/flood.log")).hasSize(yard.log.bytes());
  }

  @Test
  void showsABinaryLogAsCleanText() throws IOException {
    yard.wagon("a/binary", "head -c 3000 /dev/urandom; printf '\\n\\377\\376 failed\\n'; exit 1");

    yard.runFirst();

    assertThat(yard.failed().wagons().getFirst().logLines())
        .isNotEmpty()
        .allSatisfy(
            line -> assertThat(line.codePoints().noneMatch(Character::isISOControl)).isTrue());
  }

  @Test
  void refusesAMissingOutput() throws IOException {
    yard.wagon("a/idle", "true");

    yard.runFirst();

    WagonResult wagon = yard.failed().wagons().getFirst();
    assertThat(wagon.cause()).isEqualTo(ExitCause.OUTPUT_MISSING);
    assertThat(wagon.message()).isEqualTo("it left no output out.txt");
  }

  @Test
  void refusesOutputsThatAreNotPlainFiles() throws IOException {
    yard.wagon("a/link", "ln -s /etc/passwd $TRAINYARD_OUTPUT/out.txt");
    yard.wagon("a/pipe", "mkfifo $TRAINYARD_OUTPUT/out.txt");
    yard.wagon("a/folder", "mkdir $TRAINYARD_OUTPUT/out.txt");
    yard.wagon(
        "a/behind",
        "ln -s /etc $TRAINYARD_OUTPUT/sub",
        Yard.USUAL,
        List.of(Yard.output("sub/passwd", Yard.NO_MERGE)));

    yard.runFirst();

    assertThat(yard.failed().wagons())
        .extracting(WagonResult::cause)
        .containsOnly(ExitCause.OUTPUT_MISSING);
  }

  @Test
  void refusesOutputsThatCouldNeverBeMerged() throws IOException {
    Merge sum = new Merge(MergeKind.SUM, List.of("bin"), 0, List.of());
    Merge join = new Merge(MergeKind.CONCATENATE, List.of(), 2, List.of());
    Merge json = new Merge(MergeKind.JSON, List.of(), 0, List.of());
    yard.wagon("a/key", TO_OUTPUT.formatted("mass,n\\n1,1\\n"), Yard.USUAL, mergedBy(sum));
    yard.wagon("a/number", TO_OUTPUT.formatted("bin,n\\n1,nan\\n"), Yard.USUAL, mergedBy(sum));
    yard.wagon("a/header", TO_OUTPUT.formatted("bin,n\\n"), Yard.USUAL, mergedBy(join));
    yard.wagon("a/json", TO_OUTPUT.formatted("{bin"), Yard.USUAL, mergedBy(json));

    yard.runFirst();

    assertThat(yard.failed().wagons())
        .allSatisfy(wagon -> assertThat(wagon.cause()).isEqualTo(ExitCause.MERGE_FAILED))
        .allSatisfy(wagon -> assertThat(wagon.outputs()).isEmpty())
        .extracting(WagonResult::message)
        .satisfiesExactly(
            key -> assertThat(key).contains("no column \"bin\""),
            number -> assertThat(number).contains("line 2", "\"nan\""),
            header -> assertThat(header).contains("2 header lines"),
            text -> assertThat(text).contains("is no JSON"));
  }

  @Test
  void takesOutputsOfAnyName() throws IOException {
    String odd = "a b/line\nbreak 'x'.txt";
    yard.wagon(
        "a/odd",
        """
        cd $TRAINYARD_OUTPUT
        mkdir 'a b'
        printf x > 'a b/line
        break '"'x'".txt
        touch 'un
        declared'
        """,
        Yard.USUAL,
        List.of(Yard.output(odd, Yard.NO_MERGE)));

    yard.runFirst();

    assertThat(yard.committed(0).wagons().getFirst().outputs())
        .extracting("file")
        .containsOnly(odd);
    assertThat(yard.store.layout().job(Yard.ORDER, 0).resolve("a/odd").resolve(odd)).exists();
    assertThat(yard.store.layout().job(Yard.ORDER, 0).resolve("a/odd/un\ndeclared")).doesNotExist();
  }

  @Test
  void copiesAnOutputThatHasASecondName() throws IOException {
    yard.wagon("a/twin", "echo 1 > twin; ln twin $TRAINYARD_OUTPUT/out.txt");

    yard.runFirst();

    assertThat(yard.outputOf("a/twin")).isEqualTo("1\n");
  }

  @Test
  void failsOnATextInTheLog() throws IOException {
    yard.wagon("a/warns", "echo 'Warning in <TTree>: broken'; touch $TRAINYARD_OUTPUT/out.txt");
    WagonRun wagon = yard.wagons.removeFirst();
    yard.wagons.add(
        new WagonRun(
            wagon.name(),
            List.of(),
            wagon.packageName(),
            wagon.command(),
            wagon.environment(),
            wagon.input(),
            wagon.config(),
            wagon.outputs(),
            new Success(List.of(0), List.of("<TTree>: broken")),
            wagon.resources()));

    yard.runFirst();

    assertThat(yard.failed().wagons().getFirst().cause()).isEqualTo(ExitCause.LOG_PATTERN);
  }

  private Path log(String instance) {
    return yard.store.layout().job(Yard.ORDER, 0).resolve("logs/" + instance + ".log");
  }

  private static List<Output> mergedBy(Merge merge) {
    return List.of(Yard.output("out.txt", merge));
  }
}
