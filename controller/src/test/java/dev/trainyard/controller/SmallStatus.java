package dev.trainyard.controller;

import dev.trainyard.config.TextYard;
import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A yard with a few trains over one dataset, and what may be said of it.
final class SmallStatus {
  static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
  static final TrainPhase RUNNING = new TrainPhase.Running();

  private SmallStatus() {}

  static Snapshot yard() {
    return TextYard.read(new TreeMap<>(files()));
  }

  static Map<String, String> files() {
    return Map.of(
        "packages/tools.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Package
        metadata: {name: tools}
        spec: {source: {folder: software}}
        """,
        "runlists/good.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: RunList
        metadata: {name: good}
        spec:
          runs:
            - {run: 3, quality: good}
            - {run: 1, quality: good}
            - {run: 2, quality: bad}
            - {run: 4, quality: good}
        """,
        "datasets/words.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Dataset
        metadata: {name: words}
        spec:
          type: data
          runs: {from: [{runList: good, quality: [good]}], exclude: [4]}
          files: {pattern: "file:words/{run}.txt"}
        """,
        "datasets/made.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Dataset
        metadata: {name: made}
        spec:
          type: derived
          derivedFrom: {train: a, wagon: first/letters, output: letters.csv}
        """,
        "analyses/first/analysis.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Analysis
        metadata: {name: first}
        spec: {owners: [me]}
        """,
        "analyses/first/wagons/letters.yaml",
        """
        apiVersion: trainyard.dev/v1
        kind: Wagon
        metadata: {name: letters}
        spec:
          analysis: first
          package: {name: tools}
          command: ["${package}/count"]
          outputs:
            - {file: letters.csv, merge: {none: {}}, derived: true}
        """,
        "trains/a.yaml",
        train("a", "words"),
        "trains/b.yaml",
        train("b", "made"));
  }

  private static String train(String name, String dataset) {
    return """
    apiVersion: trainyard.dev/v1
    kind: Train
    metadata: {name: %s}
    spec:
      dataset: %s
      wagons: {named: [first/letters]}
    """
        .formatted(name, dataset);
  }

  static Memory memory(TrainStatus... trains) {
    ControllerStatus controller =
        new ControllerStatus("1", "small", TextYard.COMMIT, List.of(), 0, List.of(), null);
    return new Memory(
        controller,
        Arrays.stream(trains).collect(Collectors.toMap(TrainStatus::name, Function.identity())),
        Map.of(),
        Map.of());
  }

  /// @param done how many of its ten jobs are done
  static TrainStatus train(String name, TrainPhase phase, int done) {
    return new TrainStatus(
        name,
        "",
        "words",
        "full",
        TextYard.COMMIT,
        Digest.ofParts(name),
        0,
        0,
        phase,
        START,
        List.of(),
        null,
        List.of(),
        new JobCounts(0, 10 - done, done, 0, 0),
        List.of(),
        List.of(),
        new Coverage(0, 0, 0, 0),
        List.of(),
        List.of());
  }
}
