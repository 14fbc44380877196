package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.engine.slurm.SlurmCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole trains on a real Slurm, by the command line. The yard is the one that runs locally; only
/// the controller's settings differ.
class SlurmTrainIT {
  private static final int KILLS = Integer.getInteger("slurm.kills", 2);

  @TempDir private static Path place;
  private static SlurmCluster cluster;

  @TempDir private Path folder;
  private SmallYard yard;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = SlurmCluster.start(place, 1);
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void begin() throws Exception {
    yard = SmallYard.in(folder);
    Path settings = yard.settings();
    String local = "local: {slots: 2, memory: 1Gi}";
    String text = Files.readString(settings);
    assertThat(text).contains(local);
    Files.writeString(
        settings,
        text.replace(
            local,
            "slurm: {configuration: '%s', partition: train, poll: 500ms, grace: 5s}"
                .formatted(cluster.configuration())));
  }

  @AfterEach
  void end() throws Exception {
    yard.close();
  }

  @Test
  void runsATrainOnSlurm() throws Exception {
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));

    Process controller = controller();

    assertThat(controller.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
    assertThat(controller.exitValue()).as(this::log).isZero();
    assertIsComplete();
    assertThat(yard.status("trains/all.yaml")).get().asString().contains("engine: slurm");
    assertThat(arrays()).as("wagon test, train test, jobs, merge").hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void losesNothingWhenTheControllerIsKilled() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    yard.commit(
        "trains/all.yaml", SmallYard.train("all", "retry: {infrastructure: 9, backoff: 1s}"));
    for (int i = 0; i < KILLS; i++) {
      Process victim = controller();
      victim.waitFor(1500 + random.nextInt(2500), TimeUnit.MILLISECONDS);
      victim.destroyForcibly().waitFor();
    }

    Process last = controller();

    assertThat(last.waitFor(120, TimeUnit.SECONDS)).as("ends; seed %d", seed).isTrue();
    assertThat(last.exitValue()).as(this::log).isZero();
    assertIsComplete();
    assertThat(yard.order("all").resolve("attempts")).as("no job ran again").doesNotExist();
  }

  @Test
  void tellsUsersWhySlurmTakesNoJobs() throws Exception {
    yard.commit("trains/all.yaml", SmallYard.train("all", ""));
    Path commands = refuseJobsOfTrains();
    Files.writeString(
        yard.settings(),
        Files.readString(yard.settings())
            .replace("slurm: {", "slurm: {commands: '" + commands + "', "));

    try (RunningController _ = RunningController.start(yard.settings());
        UsersClone clone = UsersClone.of(yard, folder.resolve("clone"))) {
      yard.awaitStatus("trains/all.yaml", "engine slurm says");
      clone.fetch();
      Terminal.Said why = clone.say("why", "all", "--settings", yard.settings().toString());
      Files.createFile(folder.resolve("mended"));
      yard.awaitPhase("all", "Succeeded");

      assertThat(why.out())
          .contains("0 of 2 jobs are done")
          .contains("engine slurm says of jobs: it is not with Slurm yet: sbatch says: ");
      assertThat(yard.status("trains/all.yaml").orElseThrow()).doesNotContain("Invalid account");
    }
  }

  /// A folder of Slurm's commands in which `sbatch` takes jobs of trains once that is mended.
  private Path refuseJobsOfTrains() throws IOException {
    Path commands = Files.createDirectories(folder.resolve("bin"));
    for (String name : List.of("squeue", "scancel", "scontrol", "sacct")) {
      Files.createSymbolicLink(commands.resolve(name), Path.of("/usr/bin", name));
    }
    Path sbatch = commands.resolve("sbatch");
    Files.writeString(
        sbatch,
        """
        #!/bin/sh
        case "$*" in *--job-name=ty-train-*)
          [ -e '%s/mended' ] || { echo 'sbatch: error: Invalid account' >&2; exit 1; };;
        esac
        exec /usr/bin/sbatch "$@"
        """
            .formatted(folder));
    Files.setPosixFilePermissions(sbatch, PosixFilePermissions.fromString("rwxr-xr-x"));
    return commands;
  }

  private void assertIsComplete() throws IOException {
    assertThat(yard.merged("all")).isEqualTo(SmallYard.onePass());
    assertThat(yard.status("trains/all.yaml")).get().asString().contains("is: Succeeded");
  }

  private List<String> arrays() throws IOException {
    try (Stream<Path> folders = Files.list(yard.store().resolve("slurm"))) {
      return folders
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("ty-"))
          .toList();
    }
  }

  private Process controller() throws IOException {
    List<String> command = new ArrayList<>(Launcher.words());
    command.addAll(List.of("run", "--settings", yard.settings().toString(), "--until-quiet"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
