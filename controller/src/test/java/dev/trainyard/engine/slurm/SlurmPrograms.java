package dev.trainyard.engine.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Slurm's commands with some of them replaced.
final class SlurmPrograms {
  private SlurmPrograms() {}

  /// Puts a program in the place of one of Slurm's, in `bin` of a folder.
  ///
  /// @param script in which `%s` is the folder
  static void put(Path folder, String program, String script) throws IOException {
    Path commands = Files.createDirectories(folder.resolve("bin"));
    Path file = commands.resolve(program);
    // It may be a link to the machine's own, which is not to be written.
    Files.deleteIfExists(file);
    Files.writeString(
        file, "#!/bin/sh\n" + script.formatted(folder) + "\n", StandardOpenOption.CREATE_NEW);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : List.of("sbatch", "squeue", "scancel", "scontrol", "sacct")) {
      Path other = commands.resolve(name);
      if (!Files.exists(other)) {
        Files.createSymbolicLink(other, Path.of("/usr/bin", name));
      }
    }
  }
}
