package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.SnapshotSource.EarlierVersion;
import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A yard that is read change by change is the yard as a whole, whatever the changes were.
class IncrementalReadingTest {
  private static final int COMMITS = 40;
  private static final String HEADER = "apiVersion: trainyard.dev/v1\n";

  private final Json json = new Json();
  private final List<Map<String, String>> history = new ArrayList<>();
  private Map<String, String> files = new TreeMap<>();
  private Set<String> tags = Set.of("v1");

  static Stream<Integer> seeds() {
    return IntStream.range(0, Integer.getInteger("trainyard.seeds", 8)).boxed();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void readsChangesToTheSameYardAsAllFiles(int seed) {
    Random random = new Random(seed);
    SnapshotReader incremental = new SnapshotReader(json);

    Map<String, String> before = files;
    for (int commit = 0; commit < COMMITS; commit++) {
      files = new TreeMap<>(files);
      int edits = commit == 0 ? 30 : 1 + random.nextInt(3);
      IntStream.range(0, edits).forEach(_ -> edit(random));
      tags = random.nextInt(6) == 0 ? Set.of("v" + random.nextInt(3)) : tags;
      history.add(files);
      if (random.nextInt(4) == 0) {
        continue; // more than one commit between two polls
      }

      Snapshot whole = new SnapshotReader(json).read(source(files));
      Snapshot stepwise = incremental.advance(source(changed(before)), gone(before));

      assertThat(stepwise).as("seed %d, commit %d", seed, commit).isEqualTo(whole);
      before = files;
    }
  }

  @Test
  void keepsWhatDidNotChangeAsItIs() {
    SnapshotReader reader = new SnapshotReader(json);
    Random random = new Random(1);
    IntStream.range(0, 60).forEach(_ -> edit(random));
    history.add(files);
    Snapshot before = reader.read(source(files));

    Map<String, String> old = files;
    files = new TreeMap<>(old);
    files.put("trains/t0.yaml", train("t0", random));
    history.add(files);
    Snapshot after = reader.advance(source(changed(old)), gone(old));

    assertThat(after.wagons()).isSameAs(before.wagons());
    assertThat(after.datasets()).isSameAs(before.datasets());
  }

  private Map<String, String> changed(Map<String, String> before) {
    Map<String, String> changed = new HashMap<>(files);
    changed.entrySet().removeIf(file -> file.getValue().equals(before.get(file.getKey())));
    return changed;
  }

  private Set<String> gone(Map<String, String> before) {
    Set<String> gone = new HashSet<>(before.keySet());
    gone.removeAll(files.keySet());
    return gone;
  }

  private SnapshotSource source(Map<String, String> some) {
    List<FileEntry> entries =
        some.entrySet().stream()
            .map(file -> new FileEntry(file.getKey(), file.getValue()))
            .toList();
    return new SnapshotSource(
        commit(history.size() - 1),
        entries,
        (text, _) -> text.getBytes(UTF_8),
        this::earlier,
        this::versions);
  }

  private Stream<EarlierVersion> earlier(String path) {
    List<EarlierVersion> versions = new ArrayList<>();
    for (int i = history.size() - 2; i >= 0; i--) {
      String text = history.get(i).get(path);
      if (text == null) {
        break;
      }
      if (!Objects.equals(text, history.get(i + 1).get(path))) {
        versions.add(new EarlierVersion(commit(i), text));
      }
    }
    return versions.stream();
  }

  private Map<String, List<PackageVersion>> versions(Map<String, Declared<PackageSpec>> packages) {
    Map<String, List<PackageVersion>> versions = new HashMap<>();
    for (String name : packages.keySet()) {
      versions.put(
          name,
          tags.stream()
              .map(t -> new PackageVersion(name, t, commit(0), "2".repeat(40), Instant.EPOCH))
              .toList());
    }
    return versions;
  }

  private static CommitId commit(int number) {
    return new CommitId("%040x".formatted(number + 1));
  }

  /// Writes, breaks, moves or deletes one file of a small world, in which names soon meet.
  private void edit(Random random) {
    String name = "n" + random.nextInt(3);
    String path = path(random, name);
    switch (random.nextInt(12)) {
      case 0 -> files.remove(path);
      case 1 -> files.computeIfPresent(path, (_, text) -> text.replaceFirst("spec:", "spek:"));
      case 2 -> files.put(path, "no: [yaml");
      case 3 -> {
        List<String> paths = List.copyOf(files.keySet());
        if (!paths.isEmpty()) {
          String moved = paths.get(random.nextInt(paths.size()));
          files.put("moved/" + random.nextInt(3) + ".yaml", files.remove(moved));
        }
      }
      case 4 -> files.put("moved/foreign.yaml", "a: " + random.nextInt(9) + "\n");
      default -> files.put(path, text(path, name, random));
    }
  }

  private static String path(Random random, String name) {
    String analysis = "a" + random.nextInt(2);
    return switch (random.nextInt(8)) {
      case 0 -> "packages/" + name + ".yaml";
      case 1 -> "runlists/" + name + ".yaml";
      case 2 -> "datasets/" + name + ".yaml";
      case 3 -> "analyses/" + analysis + "/analysis.yaml";
      case 4, 5 -> "analyses/" + analysis + "/wagons/" + name + ".yaml";
      case 6 -> "yard.yaml";
      default -> "trains/" + name + ".yaml";
    };
  }

  private static String text(String path, String name, Random random) {
    String folder = path.split("/", -1)[0];
    return switch (folder) {
      case "packages" -> software(name, random);
      case "runlists" -> runList(name, random);
      case "datasets" -> dataset(name, random);
      case "analyses" ->
          path.endsWith("analysis.yaml")
              ? analysis(path.split("/", -1)[1], random)
              : wagon(name, random);
      case "trains" -> train(name, random);
      default -> HEADER + "kind: Yard\nmetadata: {name: " + name + "}\nspec: {}\n";
    };
  }

  private static String software(String name, Random random) {
    return HEADER
        + "kind: Package\nmetadata: {name: %s}\nspec: {source: {folder: %s}, enter: [x%d]}\n"
            .formatted(name, name, random.nextInt(2));
  }

  private static String runList(String name, Random random) {
    return HEADER
        + "kind: RunList\nmetadata: {name: %s}\nspec: {runs: [{run: %d, quality: good}]}\n"
            .formatted(name, random.nextInt(4));
  }

  private static String dataset(String name, Random random) {
    String head = HEADER + "kind: Dataset\nmetadata: {name: " + name + "}\nspec:\n";
    String next = "n" + random.nextInt(3);
    return head
        + switch (random.nextInt(4)) {
          case 0 ->
              "  type: derived\n  derivedFrom: {train: %s, wagon: a%d/%s, output: o.csv}\n"
                  .formatted(next, random.nextInt(2), next);
          case 1 ->
              "  type: data\n  files: {pattern: \"file:{run}/*\"}\n  runs: {from: [{runList: %s, quality: [good]}], exclude: [%d]}\n"
                  .formatted(next, random.nextInt(4));
          case 2 -> "  type: data\n  state: deprecated\n  files: {pattern: \"file:x/*\"}\n";
          default -> "  type: data\n  files: {pattern: \"file:x/*\"}\n  scopes: {short: 2}\n";
        };
  }

  private static String analysis(String name, Random random) {
    return HEADER
        + "kind: Analysis\nmetadata: {name: %s}\nspec: {owners: [me], service: %s}\n"
            .formatted(name, random.nextBoolean());
  }

  private static String wagon(String name, Random random) {
    String next = "n" + random.nextInt(3);
    String depends =
        switch (random.nextInt(4)) {
          case 0 -> "[" + next + "]";
          case 1 -> "[a" + random.nextInt(2) + "/" + next + "]";
          default -> "[]";
        };
    return HEADER
        + """
        kind: Wagon
        metadata: {name: %s, labels: {topic: t%d}}
        spec:
          analysis: a%d
          package: {name: n%d, tag: %s}
          command: [run]
          dependsOn: %s
          outputs: [{file: o.csv, derived: %s, merge: {none: {}}}]
          enabledOn: [{dataset: n%d}]
        """
            .formatted(
                name,
                random.nextInt(2),
                random.nextInt(2),
                random.nextInt(3),
                random.nextBoolean() ? "latest" : "v" + random.nextInt(3),
                depends,
                random.nextBoolean(),
                random.nextInt(3));
  }

  private static String train(String name, Random random) {
    String wagons =
        random.nextBoolean()
            ? "{enabled: {topic: t" + random.nextInt(2) + "}}"
            : "{named: [a%d/n%d]}".formatted(random.nextInt(2), random.nextInt(3));
    return HEADER
        + """
        kind: Train
        metadata: {name: %s}
        spec: {dataset: n%d, scope: %s, wagons: %s, tags: %s}
        """
            .formatted(
                name,
                random.nextInt(3),
                random.nextBoolean() ? "short" : "full",
                wagons,
                random.nextInt(3) == 0 ? "{n" + random.nextInt(3) + ": v1}" : "{}");
  }
}
