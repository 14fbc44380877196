package dev.trainyard.cli;

import dev.trainyard.cli.Checkup.Check;
import dev.trainyard.engine.kubernetes.ClusterLook;
import dev.trainyard.engine.kubernetes.KubernetesEngine;
import dev.trainyard.engine.local.LocalSettings;
import dev.trainyard.engine.slurm.SlurmEngine;
import dev.trainyard.engine.slurm.SlurmSettings;
import dev.trainyard.model.ByteSize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Whether engines could run something: they are asked, and given nothing.
record EngineChecks(OnEngines engines, InstantSource clock) {

  List<Check> all() {
    List<Check> checks = new ArrayList<>();
    Settings.Local local = engines.local();
    if (local != null) {
      checks.add(new Check("engine local", "", () -> local(engines.settings(local))));
    }
    Settings.Slurm slurm = engines.slurm();
    if (slurm != null) {
      checks.add(
          new Check(
              "engine slurm",
              "run sinfo and squeue --me as this user; see engine.slurm in the settings",
              () -> slurm(engines.settings(slurm))));
    }
    Settings.Kubernetes kubernetes = engines.kubernetes();
    if (kubernetes != null) {
      checks.add(
          new Check(
              "engine kubernetes",
              "run kubectl version with the same kubeconfig; see engine.kubernetes in the settings",
              () -> kubernetes(new OnKubernetes(engines.file(), kubernetes))));
    }
    return checks;
  }

  private static Answer local(LocalSettings set) {
    String found = "%d slots, %s of memory".formatted(set.slots(), set.memory().forPeople());
    int cores = Runtime.getRuntime().availableProcessors();
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean machine) {
      ByteSize memory = new ByteSize(machine.getTotalMemorySize());
      if (set.memory().compareTo(memory) > 0) {
        return Answer.warn(
            "%s, but the machine has %s".formatted(found, memory.forPeople()),
            "set less as engine.local.memory: jobs would be killed");
      }
    }
    return set.slots() > cores
        ? Answer.warn(
            "%s, but the machine has %d cores".formatted(found, cores),
            "set fewer engine.local.slots: jobs would run slower than they were measured")
        : Answer.ok(found);
  }

  private Answer slurm(SlurmSettings set) throws IOException {
    String found = SlurmEngine.look(set, clock);
    Path folder = set.folder();
    if (Files.exists(folder) && !Files.isWritable(folder)) {
      return Answer.wrong(
          folder + " cannot be written", "give it to this user: Slurm's accounts are kept there");
    }
    return Answer.ok(found);
  }

  private Answer kubernetes(OnKubernetes set) throws IOException, InvalidSettingsException {
    ClusterLook look = KubernetesEngine.look(set.settings(), clock);
    String found = "Kubernetes %s, namespace %s".formatted(look.version(), look.namespace());
    return look.missing().isEmpty()
        ? Answer.ok(found + ", all rights that are needed")
        : Answer.wrong(
            "%s, but we may not %s".formatted(found, String.join(", ", look.missing())),
            "give these rights, as the Helm chart's role does");
  }
}
