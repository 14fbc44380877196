package dev.trainyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.SnapshotSource.EarlierVersion;
import dev.trainyard.config.SnapshotSource.FileEntry;
import dev.trainyard.config.SnapshotSource.History;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.YardSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SnapshotReaderTest {
  private static final String WAGON = "analyses/dimuon/wagons/mass.yaml";
  private static final String ANALYSIS =
      """
      apiVersion: trainyard.dev/v1
      kind: Analysis
      metadata: {name: dimuon}
      spec: {owners: [mlopez]}
      """;
  private static final String MASS =
      """
      apiVersion: trainyard.dev/v1
      kind: Wagon
      metadata: {name: mass, labels: {topic: onia}}
      spec:
        analysis: dimuon
        package: {name: tools}
        command: [run, "${config.low}"]
        config: {low: 2}
        outputs: [{file: mass.csv, merge: {sum: {keys: [bin]}}}]
      """;
  private static final String PACKAGE =
      """
      apiVersion: trainyard.dev/v1
      kind: Package
      metadata: {name: tools}
      spec: {source: {folder: software}}
      """;

  private final Map<String, byte[]> blobs = new HashMap<>();
  private final Map<String, String> files = new TreeMap<>();
  private final SnapshotReader reader = new SnapshotReader(new Json());

  SnapshotReaderTest() {
    put("analyses/dimuon/analysis.yaml", ANALYSIS);
    put(WAGON, MASS);
    put("packages/tools.yaml", PACKAGE);
  }

  @Test
  void readsObjectsByKindWithDefaults() {
    Snapshot snapshot = read(1);

    WagonSpec wagon = mass(snapshot).spec();
    assertThat(wagon.software().isLatest()).isTrue();
    assertThat(wagon.config()).containsEntry("low", 2);
    assertThat(wagon.outputs().getFirst().merge().kind()).isEqualTo(MergeKind.SUM);
    assertThat(wagon.success().exitCodes()).containsExactly(0);
    assertThat(wagon.resources().memory()).hasToString("2Gi");
    assertThat(snapshot.yard().spec()).isEqualTo(YardSpec.defaults());
  }

  @Test
  void parsesOnlyWhatChanged() {
    read(1);
    put(WAGON, MASS.replace("low: 2", "low: 3"));

    Snapshot second = read(2);

    assertThat(reader.parseCount()).isEqualTo(3 + 1);
    assertThat(mass(second).spec().config()).containsEntry("low", 3);
  }

  @Test
  void keepsLastValidVersionOfInvalidFile() {
    read(1);
    put(WAGON, MASS.replace("command", "comand"));

    Snapshot second = read(2);

    var wagon = mass(second);
    assertThat(wagon.earlier()).contains(commit(1));
    assertThat(second.isBroken(wagon)).as("its last valid version is in force").isFalse();
    assertThat(second.problems()).extracting(Problem::rule).contains("unknown-field");
  }

  @Test
  void findsLastValidVersionInHistoryAfterRestart() {
    put(WAGON, "kind: [broken");
    blobs.put("worse", "apiVersion: trainyard.dev/v1".getBytes(UTF_8));
    blobs.put("good", MASS.getBytes(UTF_8));
    History history =
        path ->
            path.equals(WAGON)
                ? Stream.of(
                    new EarlierVersion(commit(3), "worse"), new EarlierVersion(commit(2), "good"))
                : Stream.empty();

    Snapshot snapshot = read(4, history);

    assertThat(mass(snapshot).earlier()).contains(commit(2));
  }

  @Test
  void dropsDeletedFile() {
    read(1);
    files.remove(WAGON);

    assertThat(read(2).wagons()).isEmpty();
  }

  @Test
  void leavesForeignAndHiddenFilesAlone() {
    put(".github/workflows/ci.yaml", MASS);
    put("software/.cache/a.yaml", "a: &b c");
    put("software/settings.yaml", "a: &b c");
    put("software/blank.yaml", "\n".repeat(100_000) + "a: b");
    put("software/wide.yaml", " ".repeat(200_000) + "a: b");

    Snapshot snapshot = read(1);

    assertThat(snapshot.problems()).isEmpty();
  }

  @Test
  void tellsATrainThatCanNotBeReadFromOneThatIsGone() {
    put("trains/2026/t.yaml", "apiVersion: trainyard.dev/v1\nkind: Train\nmetadata: {name: t}\n");

    Snapshot moved = read(1);
    files.remove("trains/2026/t.yaml");

    assertThat(moved.unreadableTrains()).containsExactly("t");
    assertThat(read(2).unreadableTrains()).isEmpty();
  }

  private Snapshot read(int commit) {
    return read(commit, History.none());
  }

  private Snapshot read(int commit, History history) {
    var entries =
        files.entrySet().stream().map(e -> new FileEntry(e.getKey(), e.getValue())).toList();
    return reader.read(
        new SnapshotSource(commit(commit), entries, this::blob, history, _ -> Map.of()));
  }

  private void put(String path, String text) {
    String id = Digest.of(text.getBytes(UTF_8)).hex();
    blobs.put(id, text.getBytes(UTF_8));
    files.put(path, id);
  }

  private byte[] blob(String id, int most) {
    byte[] content = Objects.requireNonNull(blobs.get(id));
    return Arrays.copyOf(content, Math.min(most, content.length));
  }

  private static Declared<WagonSpec> mass(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.wagons().get(WagonRef.parse("dimuon/mass")));
  }

  private static CommitId commit(int number) {
    return new CommitId("%040x".formatted(number));
  }
}
