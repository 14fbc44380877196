package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.engine.slurm.SlurmCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole trains on a real Slurm, by the command line. The yard is the one that runs locally; only
/// the controller's settings differ.
class SlurmTrainIT extends EngineTrains {
  @TempDir private static Path place;
  private static SlurmCluster cluster;

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

  @Override
  String engine() {
    return "slurm: {configuration: '%s', partition: train, poll: 500ms, grace: 20s, throttle: 1}"
        .formatted(cluster.configuration());
  }

  /// Slurm's accounts have a folder of their own, and jobs read the file of credentials.
  @Test
  void runsATrainOnABucket() throws Exception {
    runATrainOnABucket(
        "credentials: credentials", "slurm: {", "slurm: {folder: accounts, ", Map.of());
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
          .contains("engine slurm says of jobs: Slurm does not take it: ");
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
}
