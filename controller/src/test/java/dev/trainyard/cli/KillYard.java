package dev.trainyard.cli;

import dev.trainyard.git.HttpOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A yard that always has something to kill: small trains, more of them whenever few are left. Its
/// wagons sum, concatenate, add up JSON and merge by a program; each start of one leaves a line.
final class KillYard implements AutoCloseable {
  private static final String HEADER = "apiVersion: trainyard.dev/v1\n";
  private static final int FILES = 4;

  /// How the trains differ: the dataset's split is theirs too.
  static final List<String> SHAPES = List.of("wide", "narrow");

  private final Path folder;
  private final SmallYard yard;
  private final HttpOrigin http;
  private int trains;

  private KillYard(Path folder, SmallYard yard, HttpOrigin http) {
    this.folder = folder;
    this.yard = yard;
    this.http = http;
  }

  static KillYard in(Path folder) throws IOException {
    Files.createDirectories(folder);
    SmallYard yard = SmallYard.in(folder);
    HttpOrigin http = new HttpOrigin(folder);
    KillYard made = new KillYard(folder, yard, http);
    yard.settings(http.url());
    made.inputs();
    yard.commit(made.files());
    return made;
  }

  SmallYard yard() {
    return yard;
  }

  HttpOrigin http() {
    return http;
  }

  Path folder() {
    return folder;
  }

  private void inputs() throws IOException {
    Path pages = Files.createDirectories(folder.resolve("inputs/pages"));
    for (int i = 0; i < FILES; i++) {
      StringBuilder text = new StringBuilder();
      for (int line = 0; line < 40; line++) {
        text.append((char) ('a' + (i + line) % 7)).append(' ').append(line * (i + 1)).append('\n');
      }
      Files.writeString(pages.resolve("p" + i + ".txt"), text);
    }
  }

  private Map<String, String> files() {
    Map<String, String> files = new HashMap<>();
    files.put("software/work", program());
    for (String shape : SHAPES) {
      files.put("datasets/" + shape + ".yaml", dataset(shape, shape.equals("wide") ? 1 : 2));
    }
    wagon(files, "sum", "csv", "merge: {sum: {keys: [letter]}}");
    wagon(files, "list", "csv", "merge: {concatenate: {headerLines: 1}}");
    wagon(files, "totals", "json", "merge: {json: {}}");
    wagon(files, "sorted", "txt", "merge: {command: [sh, -c, 'sleep 0.2; sort -n \"$@\"', merge]}");
    return files;
  }

  /// Every start of a wagon leaves a line in `started`.
  private String program() {
    return """
    echo "$1 $TRAINYARD_INPUTS" >> '%s'
    sleep 0.3
    case $1 in
      sum) xargs cat < "$TRAINYARD_INPUTS" | awk '
        { n[$1] += $2 } END { print "letter,count"; for (l in n) print l "," n[l] | "sort" }' ;;
      list) echo letter,number; xargs cat < "$TRAINYARD_INPUTS" | tr ' ' , ;;
      totals) xargs cat < "$TRAINYARD_INPUTS" | awk '
        { s += $2 } END { printf "{\\"lines\\": %%d, \\"sum\\": %%d}\\n", NR, s }' ;;
      sorted) xargs cat < "$TRAINYARD_INPUTS" | awk '{ print $2 }' | sort -n ;;
    esac > "$TRAINYARD_OUTPUT/$2"
    """
        .formatted(folder.resolve("started"));
  }

  private static String dataset(String name, int split) {
    return HEADER
        + """
        kind: Dataset
        metadata: {name: %s}
        spec:
          type: data
          files: {pattern: "file:pages/*.txt"}
          split: {files: %d}
          scopes: {test: 1}
        """
            .formatted(name, split);
  }

  private static void wagon(
      Map<String, String> files, String name, String extension, String merge) {
    String file = "out." + extension;
    files.put(
        "analyses/first/wagons/" + name + ".yaml",
        HEADER
            + """
            kind: Wagon
            metadata: {name: %s}
            spec:
              analysis: first
              package: {name: tools}
              command: [sh, "${package}/work", %s, %s]
              outputs:
                - file: %s
                  %s
              resources: {memory: 200Mi, cpu: 1, time: 1m}
            """
                .formatted(name, name, file, file, merge));
  }

  /// Commits a train more; its shape is part of its name.
  String another() throws IOException {
    String shape = SHAPES.get(trains % SHAPES.size());
    String name = shape + "-" + trains++;
    String train =
        HEADER
            + """
            kind: Train
            metadata: {name: %s}
            spec:
              dataset: %s
              wagons: {named: [first/sum, first/list, first/totals, first/sorted]}
              retry: {infrastructure: 20, backoff: 1s}
            """
                .formatted(name, shape);
    yard.commit("trains/" + name + ".yaml", train);
    return name;
  }

  /// The trains committed so far.
  List<String> trains() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < trains; i++) {
      names.add(SHAPES.get(i % SHAPES.size()) + "-" + i);
    }
    return names;
  }

  static String shape(String train) {
    return train.substring(0, train.indexOf('-'));
  }

  /// Trains that the status branch does not call finished.
  List<String> unfinished() throws IOException {
    Map<String, String> status =
        yard.origin().at(SmallYard.STATUS).isPresent()
            ? yard.origin().files(SmallYard.STATUS)
            : Map.of();
    return trains().stream()
        .filter(
            name ->
                !Optional.ofNullable(status.get("trains/" + name + ".yaml"))
                    .orElse("")
                    .contains("is: Succeeded"))
        .toList();
  }

  /// How often a wagon was started.
  long starts() throws IOException {
    Path started = folder.resolve("started");
    if (!Files.exists(started)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(started)) {
      return lines.count();
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
    yard.close();
  }
}
