package dev.trainyard.job;

import dev.trainyard.job.JobSettings.Groups;
import dev.trainyard.json.Json;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/// A job in a process of its own, as `trainyard job` is one, but with control groups or without as
/// a test wants it: `JobInProcess STORE GROUPS`.
final class JobInProcess {
  private JobInProcess() {}

  public static void main(String[] args) throws IOException {
    JobSettings usual = JobSettings.forProcess(InstantSource.system(), new Cancellation());
    JobSettings settings =
        new JobSettings(
            usual.clock(),
            usual.cancellation(),
            usual.custody(),
            Groups.valueOf(args[1]),
            usual.log(),
            usual.transfer(),
            usual.hosts(),
            usual.confinement(),
            usual.remotes());
    Json json = new Json();
    Store store = new Store(Path.of(args[0]), json);
    System.exit(new JobRunner(store, json, settings).run(Yard.request(0)).exitCode());
  }
}
