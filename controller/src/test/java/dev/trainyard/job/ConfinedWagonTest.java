package dev.trainyard.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.job.Confinement.Who;
import dev.trainyard.job.JobSettings.Groups;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.model.work.WorkOrder.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Honest wagons of a pull request: confined, they do what they do unconfined, byte for byte, and
/// are measured, limited and told about alike.
class ConfinedWagonTest {
  private static final ByteSize ROOM = ByteSize.parse("1Gi");
  private static final long MEBI = 1 << 20;

  @TempDir private Path folder;

  @BeforeEach
  void needsBubblewrap() {
    assumeThatCode(() -> Bubblewrap.find(Bubblewrap.FOLDERS))
        .as("bubblewrap works here")
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat $(cat $TRAINYARD_INPUTS) > $TRAINYARD_OUTPUT/out.txt",
        "cat $TRAINYARD_CONFIG $TRAINYARD_META > $TRAINYARD_OUTPUT/out.txt",
        "cat $TRAINYARD_PACKAGE/tool > $TRAINYARD_OUTPUT/out.txt",
        "env | sed 's/=.*//' | sort > $TRAINYARD_OUTPUT/out.txt",
        "cp $(head -1 $TRAINYARD_INPUTS) x; ln x y; mv y $TRAINYARD_OUTPUT/out.txt",
        "f=$(mktemp /tmp/XXXX); echo t > $f; cat $f > $TRAINYARD_OUTPUT/out.txt",
        "date +%Z > $TRAINYARD_OUTPUT/out.txt; ls -A $TRAINYARD_DEPENDENCIES >>"
            + " $TRAINYARD_OUTPUT/out.txt",
        "ls -l /proc/self/fd | wc -l > $TRAINYARD_OUTPUT/out.txt; umask >>"
            + " $TRAINYARD_OUTPUT/out.txt",
        "seq 3 | sort -R --parallel=2 | wc -l > $TRAINYARD_OUTPUT/out.txt",
      })
  void leavesTheSameOutput(String script) throws IOException {
    assertThat(output(yard(Who.PULLS), script)).isEqualTo(output(yard(Who.NOBODY), script));
  }

  @Test
  void readsTheArtefactsThatItListsAndNoOthers() throws IOException {
    Yard yard = yard(Who.PULLS);
    yard.wagon("a/other", "true > $TRAINYARD_OUTPUT/out.txt");
    Path secret = yard.store.layout().root().resolve(yard.artefact("secret", "secret").path());
    yard.wagon(
        "a/apply",
        "cat $TRAINYARD_ARTEFACTS/model/model.json %s > $TRAINYARD_OUTPUT/out.txt; true"
            .formatted(secret));
    yard.artefact("model", "{}");

    yard.runFirst();

    assertThat(yard.outputOf("a/apply")).isEqualTo("{}");
  }

  @Test
  void runsPython() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "there is python");
    String script =
        """
        /usr/bin/python3 - > $TRAINYARD_OUTPUT/out.txt <<'END'
        import ctypes, hashlib, json, multiprocessing, os, socket, sqlite3, subprocess, tempfile
        config = json.load(open(os.environ["TRAINYARD_CONFIG"]))
        lock = multiprocessing.Lock()
        with multiprocessing.Pool(2) as pool:
            sums = pool.map(abs, range(-3, 0))
        with tempfile.NamedTemporaryFile(delete=False) as made:
            made.write(b"kept")
        os.rename(made.name, os.path.join(os.environ["TRAINYARD_OUTPUT"], "kept"))
        table = sqlite3.connect("table.db").execute("select 6 * 7").fetchone()
        said = subprocess.run(["uname", "-s"], capture_output=True).stdout.decode()
        a, b = socket.socketpair()
        print(config, sums, table, said, hashlib.sha256(b"x").hexdigest())
        END
        """;

    assertThat(output(yard(Who.PULLS), script)).isEqualTo(output(yard(Who.NOBODY), script));
  }

  @Test
  void readsAStreamAndMayLeaveItEarly() throws IOException {
    for (String script : List.of("cat", "head -1", "exec 3<&0; cat <&3; exec 0<&- 3<&-; echo x")) {
      assertThat(stream(Who.PULLS, script)).isEqualTo(stream(Who.NOBODY, script));
    }
  }

  private String stream(Who who, String script) throws IOException {
    Yard yard = yard(who);
    yard.job(yard.input("much.txt", "0123456789abcde\n".repeat(200_000)));
    yard.wagon("a/w", "{ " + script + "; } > $TRAINYARD_OUTPUT/out.txt");
    yard.stream("a/w", 0);
    JobEnd end = yard.runFirst();
    assertThat(end)
        .as(end == JobEnd.COMMITTED ? "" : yard.failed() + "")
        .isEqualTo(JobEnd.COMMITTED);
    return yard.outputOf("a/w");
  }

  /// Nobody but the wagon may hold its input open, or the others of its pass would wait for it.
  @Test
  void doesNotHoldUpOthersWhenItClosesItsStream() throws IOException {
    Yard yard = yard(Who.PULLS);
    yard.job(yard.input("much.txt", "0123456789abcde\n".repeat(400_000)));
    yard.wagon("a/early", "exec <&-; sleep 2; date +%s%N > $TRAINYARD_OUTPUT/out.txt");
    yard.stream("a/early", 0);
    yard.wagon("a/all", "cat >/dev/null; date +%s%N > $TRAINYARD_OUTPUT/out.txt");
    yard.stream("a/all", 0);

    assertThat(yard.runFirst()).isEqualTo(JobEnd.COMMITTED);

    assertThat(Long.parseLong(yard.outputOf("a/all").strip()))
        .isLessThan(Long.parseLong(yard.outputOf("a/early").strip()));
  }

  @Test
  void readsWhatItDependsOn() throws IOException {
    Yard yard = yard(Who.PULLS);
    yard.wagon("a/first", "echo first > $TRAINYARD_OUTPUT/out.txt");
    yard.wagon(
        "a/second",
        "cat $TRAINYARD_DEPENDENCIES/a/first/out.txt > $TRAINYARD_OUTPUT/out.txt;"
            + " cd $TRAINYARD_DEPENDENCIES && find . -type f >> $TRAINYARD_OUTPUT/out.txt");
    yard.wagons.add(yard.wagons.removeLast().dependingOn(List.of(yard.wagons.getFirst().name())));

    assertThat(yard.runFirst()).isEqualTo(JobEnd.COMMITTED);

    assertThat(yard.outputOf("a/second")).isEqualTo("first\n./a/first/out.txt\n");
  }

  @Test
  void showsThatItsMergeProgramCanMergeConfined() throws IOException {
    Yard yard = yard(Who.PULLS);
    Merge merge =
        new Merge(
            MergeKind.COMMAND,
            List.of(),
            0,
            List.of("/bin/sh", "-c", Yard.dollars("[ ! -e " + folder + "/token ] && cat $@"), "m"));
    Files.writeString(folder.resolve("token"), "s3cret");
    String script = "echo part > $TRAINYARD_OUTPUT/out.txt";
    yard.wagon("a/w", script, Yard.USUAL, List.of(Yard.output("out.txt", merge)));

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exit 3 | ExitCode | exit code 3",
        "kill -SEGV $$ | Signal | SIGSEGV",
        "exec /nonexistent | ExitCode | exit code",
        "trap '' TERM; sleep 60 | OverTime | longer than",
        "perl -e '$x = q(x) x 2e8; sleep 60' | OverMemory | more than 64Mi of memory",
      })
  void tellsOfItsEndAlike(String script, String cause, String message) throws IOException {
    for (Who who : List.of(Who.PULLS, Who.NOBODY)) {
      Yard yard = yard(who);
      Resources brief = new Resources(ByteSize.parse("64Mi"), 1, Duration.ofSeconds(4));
      yard.wagon("a/w", script, brief, List.of());

      assertThat(yard.runFirst()).isEqualTo(JobEnd.WAGON_FAILED);

      WagonResult wagon = yard.failed().wagons().getFirst();
      assertThat(wagon.cause() + "").as(who + ": " + wagon).isEqualTo(cause);
      assertThat(wagon.message()).contains(message);
    }
  }

  @Test
  void saysThatThereIsNoProgram() throws IOException {
    Yard yard = yard(Who.PULLS);
    Path script =
        Files.writeString(yard.root.resolve("store/packages/" + Yard.TREE + "/x"), "#!/no");
    script.toFile().setExecutable(true);
    yard.wagons.add(Yard.run("a/w", List.of(script.toString()), Yard.USUAL, List.of()));

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.NOT_STARTED);
    assertThat(yard.failed().message()).contains("could not be started");
  }

  @ParameterizedTest
  @EnumSource(Groups.class)
  void isMeasuredWithoutWhatConfinesIt(Groups groups) throws IOException {
    Yard yard = yard(Who.PULLS);
    yard.groups = groups;
    yard.wagon(
        "a/w", "perl -e '$x = q(x) x 1e8; 1 while $n++ < 3e6; sleep 2'", Yard.USUAL, List.of());

    yard.runFirst();

    ResourceUsage usage = yard.committed(0).wagons().getFirst().usage();
    assertThat(usage.rssMax()).isBetween(64 * MEBI, 300 * MEBI);
    assertThat(usage.pssMax()).isBetween(64 * MEBI, usage.rssMax());
    assertThat(usage.processesMax()).as(usage + "").isBetween(1, 2);
    assertThat(usage.cpu()).isBetween(Duration.ofMillis(20), Duration.ofSeconds(20));
  }

  @Test
  void seesWhatTheOperatorOpensAndNotWhatIsHiddenInIt() throws IOException {
    Path open = folder.resolve("open/calibration");
    Files.createDirectories(open.resolve("secret"));
    Files.writeString(open.resolve("a.txt"), "a\n");
    Files.writeString(open.resolve("secret/b.txt"), "b\n");
    Path token = Files.writeString(open.resolve("token"), "t\n");
    Yard yard = new Yard(Files.createDirectories(open.resolve("yard")));
    yard.purpose = Purpose.PULL_TEST;
    yard.confinement =
        new Confinement(
            Who.PULLS,
            List.of(folder.resolve("open")),
            List.of(open.resolve("secret"), token),
            ROOM);
    String script =
        "cd %s; cat a.txt token; ls secret yard/store; echo x > new; cat new".formatted(open);

    String seen = output(yard, "{ " + script + "; } > $TRAINYARD_OUTPUT/out.txt 2>/dev/null; true");

    assertThat(seen)
        .startsWith("a\nsecret:\n")
        .contains("store:\n")
        .doesNotContain("orders", "t\n\n");
    assertThat(open.resolve("new")).doesNotExist();
  }

  private static String output(Yard yard, String script) throws IOException {
    yard.wagon("a/w", script);
    JobEnd end = yard.runFirst();
    assertThat(end)
        .as(end == JobEnd.COMMITTED ? "" : yard.failed() + "")
        .isEqualTo(JobEnd.COMMITTED);
    return yard.outputOf("a/w");
  }

  private Yard yard(Who who) throws IOException {
    Yard yard = new Yard(Files.createTempDirectory(folder, "yard"));
    yard.purpose = Purpose.PULL_TEST;
    yard.confinement = new Confinement(who, List.of(), List.of(), ROOM);
    Files.writeString(yard.store.layout().packageFolder(Yard.TREE).resolve("tool"), "tool\n");
    return yard;
  }
}
