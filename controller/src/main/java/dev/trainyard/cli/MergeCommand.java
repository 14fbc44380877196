package dev.trainyard.cli;

import dev.trainyard.job.Cancellation;
import dev.trainyard.job.JobEnd;
import dev.trainyard.job.JobSettings;
import dev.trainyard.job.Merger;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trainyard merge`: what an engine runs for each output of a train that becomes one file.
@Command(
    name = "merge",
    hidden = true,
    description = "Merges one output of an order of the store. Engines call this.",
    mixinStandardHelpOptions = true)
final class MergeCommand implements Callable<Integer> {
  @Option(names = "--order", required = true, description = "The order's id.")
  private String order = "";

  @Option(names = "--index", required = true, description = "The merge task's index.")
  private int index;

  @Option(names = "--allowance", description = "Factor on the limits of a wagon's merge program.")
  private double allowance = 1;

  @Mixin private RemoteOptions remotes = new RemoteOptions();

  @Mixin private ConfinementOptions confinement = new ConfinementOptions();

  @Override
  public Integer call() {
    Json json = new Json();
    try (StopSignal stop = StopSignal.install(new Cancellation());
        Elsewhere elsewhere = remotes.open()) {
      JobSettings settings =
          JobSettings.forProcess(InstantSource.system(), stop.cancellation())
              .confining(confinement.confinement())
              .reaching(elsewhere);
      return new Merger(remotes.store(elsewhere, json), json, settings)
          .run(order, index, allowance)
          .exitCode();
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("trainyard merge: " + Failures.reason(e));
      return JobEnd.INFRASTRUCTURE_FAILED.exitCode();
    }
  }
}
