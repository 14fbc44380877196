package dev.trainyard.cli;

import dev.trainyard.job.Confinement;
import dev.trainyard.job.Confinement.Who;
import dev.trainyard.model.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// How the controller tells a task whose programs run confined: by its settings alone.
final class ConfinementOptions {
  @Option(names = "--confine", description = "Whose programs run confined: none, pulls or all.")
  private Who who = Who.PULLS;

  @Option(names = "--readable", description = "A folder that confined programs may read.")
  private List<Path> readable = new ArrayList<>();

  @Option(names = "--hidden", description = "What confined programs must not see.")
  private List<Path> hidden = new ArrayList<>();

  @Option(names = "--disk", description = "Most bytes that a confined program may keep on disk.")
  private long disk = Confinement.OF_PULLS.disk().bytes();

  Confinement confinement() {
    return new Confinement(who, readable, hidden, new ByteSize(disk));
  }
}
