package dev.trainyard.cli;

import dev.trainyard.job.Cancellation;
import dev.trainyard.job.InputRoots;
import dev.trainyard.job.JobEnd;
import dev.trainyard.job.JobRequest;
import dev.trainyard.job.JobRunner;
import dev.trainyard.job.JobSettings;
import dev.trainyard.json.Json;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trainyard job`: what an engine runs for each job of a train or test.
@Command(
    name = "job",
    hidden = true,
    description = "Runs one job of an order of the store. Engines call this.",
    mixinStandardHelpOptions = true)
final class JobCommand implements Callable<Integer> {
  @Option(names = "--order", required = true, description = "The order's id.")
  private String order = "";

  @Option(names = "--submission", required = true, description = "The submission it belongs to.")
  private String submission = "";

  @Option(names = "--index", required = true, description = "The job's index.")
  private int index;

  @Option(names = "--allowance", description = "Factor on the limits of memory and time.")
  private double allowance = 1;

  @Option(names = "--without", description = "A wagon that the job goes without.")
  private List<String> without = new ArrayList<>();

  @Option(
      names = "--cores",
      description = "Cores to keep busy; by default what the largest wagon asks for.")
  private int cores;

  @Option(names = "--host", description = "A host that inputs may be redirected to.")
  private List<String> hosts = new ArrayList<>();

  @Mixin private RemoteOptions remotes = new RemoteOptions();

  @Mixin private ConfinementOptions confinement = new ConfinementOptions();

  @Override
  public Integer call() {
    Json json = new Json();
    try (StopSignal stop = StopSignal.install(new Cancellation());
        Elsewhere elsewhere = remotes.open()) {
      JobSettings settings =
          JobSettings.forProcess(InstantSource.system(), stop.cancellation())
              .allowing(InputRoots.named(hosts))
              .confining(confinement.confinement())
              .reaching(elsewhere);
      JobRequest request = new JobRequest(order, index, submission, allowance, without, cores);
      Store store = remotes.store(elsewhere, json);
      store.cleanCopy(settings.clock().instant());
      return new JobRunner(store, json, settings).run(request).exitCode();
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("trainyard job: " + Failures.reason(e));
      return JobEnd.INFRASTRUCTURE_FAILED.exitCode();
    }
  }
}
