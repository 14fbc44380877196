package dev.trainyard.bench;

import dev.trainyard.engine.kubernetes.KubernetesCluster;
import dev.trainyard.engine.slurm.SlurmCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// One train of 1,000 jobs, and one of 10,000, on one of the engines: what the controller needs for
/// it, how often it asks, and how soon it says that all is over. Jobs are as in [TrainYard].
///
/// `-Dbench.jobs=` asks for another number of jobs.
final class WholeTrains implements Bench {
  /// Processes of this machine.
  static final Place LOCAL = WholeTrains::local;

  /// The double of Kubernetes, in the process of the bench.
  static final Place KUBERNETES = WholeTrains::kubernetes;

  /// A Slurm on this machine.
  static final Place SLURM = WholeTrains::slurm;

  private static final List<Integer> JOBS = List.of(1_000, 10_000);
  private static final String HEAP = "256m";

  private final String name;
  private final Place place;

  WholeTrains(String name, Place place) {
    this.name = name;
    this.place = place;
  }

  /// Where jobs run.
  @FunctionalInterface
  interface Place {
    /// Runs a train there.
    Figures run(Lab lab, Path room, int jobs) throws Exception;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Contest> contests(Lab lab) {
    int wanted = Integer.getInteger("bench.jobs", 0);
    List<Contest> contests = new ArrayList<>();
    for (int jobs : wanted == 0 ? JOBS : List.of(wanted)) {
      contests.add(
          Contest.counting(
              "One train of %,d jobs, controller with -Xmx%s".formatted(jobs, HEAP),
              1,
              List.of(Subject.of(name, () -> place.run(lab, lab.fresh("room"), jobs)))));
    }
    return contests;
  }

  private static Figures local(Lab lab, Path room, int jobs) throws Exception {
    String engine = "local: {slots: 2, memory: 4Gi}";
    try (TrainYard yard = TrainYard.open(lab, room, jobs, engine, HEAP)) {
      return yard.run();
    }
  }

  private static Figures kubernetes(Lab lab, Path room, int jobs) throws Exception {
    try (KubernetesCluster cluster = KubernetesCluster.start(lab.fresh("cluster"))) {
      cluster.claim("yard", room);
      String engine =
          ("kubernetes: {image: '%s', trainyard: '%s', kubeconfig: '%s',"
                  + " volumes: [{claim: yard, path: '%s'}], parallelism: 10}")
              .formatted(
                  KubernetesCluster.IMAGE, TrainYard.launcher(room), cluster.kubeconfig(), room);
      try (TrainYard yard = TrainYard.open(lab, room, jobs, engine, HEAP)) {
        long before = cluster.requests();
        Figures figures = yard.run();
        return asking(figures, cluster.requests() - before);
      }
    }
  }

  private static Figures slurm(Lab lab, Path room, int jobs) throws Exception {
    Path asked = room.resolve("asked");
    try (SlurmCluster cluster = SlurmCluster.start(lab.fresh("cluster"), 1)) {
      String engine =
          "slurm: {configuration: '%s', commands: '%s', trainyard: '%s', throttle: 10}"
              .formatted(cluster.configuration(), counted(room, asked), TrainYard.launcher(room));
      try (TrainYard yard = TrainYard.open(lab, room, jobs, engine, HEAP)) {
        long before = Files.size(asked);
        Figures figures = yard.run();
        return asking(figures, Files.size(asked) - before);
      }
    }
  }

  private static Figures asking(Figures figures, long requests) {
    return figures.and(
        Quantity.REQUESTS, requests / (figures.values().getOrDefault(Quantity.WALL, 0.0) / 1000));
  }

  /// Slurm's commands; each call leaves a byte in a file.
  private static Path counted(Path room, Path asked) throws IOException {
    Files.createFile(asked);
    Path folder = Files.createDirectories(room.resolve("commands"));
    for (String name : List.of("sbatch", "squeue", "scancel", "scontrol", "sacct")) {
      Path command = folder.resolve(name);
      Files.writeString(
          command, "#!/bin/sh\nprintf x >> '%s'\nexec %s \"$@\"\n".formatted(asked, name));
      Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return folder;
  }

  @Override
  public void close() {
    // Each train takes its own place down.
  }
}
