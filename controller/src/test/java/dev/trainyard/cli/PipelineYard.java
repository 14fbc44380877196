package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.git.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A small yard with the pipeline `chain`: the letters of `words` are counted, a build makes a
/// weight of the counts, and each of `words` and `names` is counted with that weight.
final class PipelineYard implements AutoCloseable {
  static final String PIPELINE = "pipelines/chain.yaml";
  static final String STATUS = "pipelines/chain.yaml";

  private static final String HEADER = "apiVersion: trainyard.dev/v1\n";
  private static final Pattern KEY = Pattern.compile("approved: \"([0-9a-f]{12})\"");

  private final Path folder;
  private final SmallYard yard;

  private PipelineYard(Path folder, SmallYard yard) {
    this.folder = folder;
    this.yard = yard;
  }

  /// @param detail fields of the pipeline, each with a line break
  /// @param ofLast fields of its last stage, each with a line break
  static PipelineYard in(Path folder, String detail, String ofLast) throws IOException {
    Map<String, String> files = new HashMap<>();
    files.put(PIPELINE, pipeline(detail, ofLast));
    files.put("datasets/names.yaml", dataset("names"));
    files.put("analyses/first/wagons/weigh.yaml", weigh("1"));
    files.put(
        "analyses/first/wagons/scale.yaml",
        HEADER
            + """
            kind: Wagon
            metadata: {name: scale}
            spec:
              analysis: first
              package: {name: tools}
              artefacts: [weight]
              command: [sh, "${package}/scale", "${artefact.weight}"]
              outputs:
                - {file: scaled.csv, mediaType: text/csv, merge: {sum: {keys: [letter]}}}
              resources: {memory: 200Mi, cpu: 1, time: 1m}
            """);
    files.put(
        "software/scale",
        """
        xargs cat < "$TRAINYARD_INPUTS" | awk -v weight="$(cat "$1")" '
          { n[$1] += $2 * weight }
          END { print "letter,count"; for (l in n) print l "," n[l] | "sort" }' > "$TRAINYARD_OUTPUT/scaled.csv"
        """);
    SmallYard yard = SmallYard.in(folder, Origin.in(folder), files);
    PipelineYard made = new PipelineYard(folder, yard);
    made.name(1, "x 5\n");
    return made;
  }

  /// The wagon of the build: all counts together, times a factor.
  static String weigh(String factor) {
    return HEADER
        + """
        kind: Wagon
        metadata: {name: weigh}
        spec:
          analysis: first
          package: {name: tools}
          artefacts: [counts]
          config: {factor: %s}
          command:
            - sh
            - -c
            - awk -F, -v f=${config.factor} 'NR > 1 { n += $2 } END { print n * f }' "$0" > "$1"
            - ${artefact.counts}
            - ${output}/weight.txt
          outputs:
            - {file: weight.txt, mediaType: text/plain, merge: {concatenate: {headerLines: 0}}}
          resources: {memory: 200Mi, cpu: 1, time: 1m}
        """
            .formatted(factor);
  }

  private static String dataset(String name) {
    return HEADER
        + """
        kind: Dataset
        metadata: {name: %1$s}
        spec:
          type: data
          files: {pattern: "file:%1$s/*.txt"}
          scopes: {test: 1}
        """
            .formatted(name);
  }

  static String pipeline(String detail, String ofLast) {
    return HEADER
        + """
        kind: Pipeline
        metadata: {name: chain}
        spec:
        """
        + detail.indent(2)
        + """
          stages:
            - name: count
              over: [{dataset: words}]
              wagons: [first/letters]
            - name: weight
              build: first/weigh
              artefacts:
                counts: {stage: count, output: letters.csv}
            - name: scale
              over: [{dataset: words}, {dataset: names}]
              wagons: [first/scale]
              artefacts:
                weight: {stage: weight, output: weight.txt}
        """
        + ofLast.indent(6);
  }

  /// A file of the dataset `names`.
  void name(int number, String text) throws IOException {
    Path names = Files.createDirectories(folder.resolve("inputs/names"));
    Files.writeString(names.resolve("n" + number + ".txt"), text);
  }

  SmallYard yard() {
    return yard;
  }

  void awaitPhase(String phase) {
    yard.awaitStatus(STATUS, "\nphase: " + phase + "\n");
  }

  /// The key that the status asks somebody to approve.
  String key() throws IOException {
    yard.awaitStatus(STATUS, "NeedsApproval");
    Matcher matcher = KEY.matcher(yard.status("pipelines/chain.md").orElseThrow());
    if (!matcher.find()) {
      throw new IllegalStateException("no key in the status");
    }
    return matcher.group(1);
  }

  /// What a train of the last stage has made, in its newest order.
  String scaled(String train) throws IOException {
    return Files.readString(newest(train).resolve("merged/all/first/scale/scaled.csv"), UTF_8);
  }

  /// The model, as the newest build left it.
  Path weight() throws IOException {
    return newest("chain-weight").resolve("merged/all/first/weigh/weight.txt");
  }

  private Path newest(String train) throws IOException {
    try (Stream<Path> orders = Files.list(yard.store().resolve("orders"))) {
      return orders
          .filter(it -> it.getFileName().toString().startsWith("train." + train + "."))
          .filter(it -> Files.exists(it.resolve("merged")))
          .max((a, b) -> modified(a).compareTo(modified(b)))
          .orElseThrow();
    }
  }

  private static FileTime modified(Path folder) {
    try {
      return Files.getLastModifiedTime(folder.resolve("merged"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    yard.close();
  }
}
