package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.MergeOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Jobs and merges whose store gets full: on a small file system, in a mount namespace of theirs.
class FullStoreTest {
  private static final int MEBI = 1 << 20;

  /// Runs the words on a copy of the store on a small disk, and copies back what they leave there.
  private static final String ON_SMALL_DISK =
      """
      mount -t tmpfs -o size=80m none "$1" && cp -a "$0/." "$1" || exit 9
      small=$1; shift
      "$@"; code=$?
      rm -rf "$0/tmp"; rm -rf "$small/tmp"; cp -a "$small/." "$0" || exit 9
      exit $code
      """;

  @TempDir private Path folder;
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new Yard(folder);
  }

  /// In its output, in its log, in its scratch folder while it fails by itself.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "head -c 100000000 /dev/zero > $TRAINYARD_OUTPUT/out.txt",
        "head -c 30000000 /dev/zero > $TRAINYARD_OUTPUT/out.txt; head -c 60000000 /dev/zero",
        "head -c 100000000 /dev/zero > big; kill -SEGV $$"
      })
  void doesNotBlameAWagonThatFindsNoRoom(String script) throws Exception {
    yard.wagon("a/w", script);
    yard.pin();

    int exit = run("job", "--submission", "s");

    assertThat(exit).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED.exitCode());
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.STORE_FULL);
    assertThat(yard.failed().message()).contains("the store has only ", " left");
  }

  @Test
  void doesNotBlameAnInputForWhichThereIsNoRoom() throws Exception {
    try (FileServer server = new FileServer()) {
      server.serve("/file", (exchange, number) -> server.sendForEver(exchange, new byte[MEBI]));
      yard.wagon("a/w", "true");
      yard.job(new InputFile(server.at("/file").toString(), 1L, null, null));
      yard.pin();

      run("job", "--submission", "s");

      assertThat(yard.failed().cause()).isEqualTo(ExitCause.STORE_FULL);
    }
  }

  @Test
  void mergesWhenThereIsRoom() throws Exception {
    MergeYard merge = new MergeYard(folder);
    yard = merge.jobs;
    byte[] part = "0123456789abcde\n".repeat(MEBI / 2).getBytes(UTF_8);
    merge.withCommitted(Yard.output("out.txt", Yard.JOIN), part, part);
    List<Integer> both = List.of(0, 1);
    MergeOrder.Task task =
        new MergeOrder.Task(0, yard.wagons.getFirst().name(), "out.txt", MergeOrder.ALL, both);
    yard.store.pin(new MergeOrder("m", Yard.ORDER, List.of(task), List.of()));

    int without = run("merge");
    ExitCause cause = merge.result().cause();
    JobEnd with = merge.merge();

    assertThat(without).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED.exitCode());
    assertThat(cause).isEqualTo(ExitCause.STORE_FULL);
    assertThat(with).isEqualTo(JobEnd.COMMITTED);
    assertThat(merge.mergedFile()).hasSize(2L * part.length);
  }

  /// Runs the first job or merge task on a small disk.
  private int run(String command, String... options) throws Exception {
    Path small = Files.createDirectories(folder.resolve("small"));
    List<String> apart = List.of("unshare", "--user", "--map-root-user", "--mount");
    List<String> probe = new ArrayList<>(apart);
    probe.addAll(List.of("mount", "-t", "tmpfs", "none", small.toString()));
    assumeTrue(
        new ProcessBuilder(probe).start().waitFor() == 0,
        "only root may mount anything on this machine");
    List<String> words = new ArrayList<>(apart);
    words.addAll(List.of("sh", "-c", ON_SMALL_DISK, yard.store.layout().root() + "", small + ""));
    words.addAll(JavaWords.of("dev.trainyard.cli.Main", command, "--store", small.toString()));
    words.addAll(List.of("--order", Yard.ORDER, "--index", "0"));
    words.addAll(List.of(options));
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    int exit = process.waitFor();
    assertThat(exit).as(Files.readString(folder.resolve("log"))).isNotEqualTo(9);
    return exit;
  }
}
