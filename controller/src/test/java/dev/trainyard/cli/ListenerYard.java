package dev.trainyard.cli;

import dev.trainyard.git.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// A small yard that listens to a run catalogue.
final class ListenerYard implements AutoCloseable {
  static final String LISTENER = "listeners/scans.yaml";

  private static final String HEADER = "apiVersion: trainyard.dev/v1\n";

  private final Path folder;
  private final SmallYard yard;
  private final RunCatalogueFile runs;

  private ListenerYard(Path folder, SmallYard yard, RunCatalogueFile runs) {
    this.folder = folder;
    this.yard = yard;
    this.runs = runs;
  }

  /// A yard whose listener takes runs tagged `scan`; fewer than 100 events want a person.
  ///
  /// @param starts fields of the listener's `starts`, each with a line break
  static ListenerYard in(Path folder, String starts) throws IOException, SQLException {
    Map<String, String> files = new HashMap<>();
    files.put(LISTENER, listener("", starts));
    files.put(
        "datasets/runs.yaml",
        HEADER
            + """
            kind: Dataset
            metadata: {name: runs}
            spec:
              type: data
              runs: {from: [{listener: scans}]}
              files: {pattern: "file:runs/{run}/*.txt"}
              scopes: {test: 1}
            """);
    SmallYard yard = SmallYard.in(folder, Origin.in(folder), files);
    Files.writeString(
        yard.settings(),
        Files.readString(yard.settings())
            + """
              runSources:
                catalogue:
                  sqlite: {file: runs.db, query: "SELECT run, tag, events FROM runs"}
                  run: run
                  fields: {tag: {type: text}, events: {type: number}}
                  every: 200ms
                  limit: 2s
            """);
    return new ListenerYard(folder, yard, RunCatalogueFile.create(folder.resolve("runs.db")));
  }

  /// @param more fields of its spec, each with a line break
  static String listener(String more, String starts) {
    return HEADER
        + """
        kind: RunListener
        metadata: {name: scans}
        spec:
          source: catalogue
          firstRun: 10
          match:
            tag: {equal: scan}
            events: {atLeast: 1}
          validation: {unless: {events: {atLeast: 100}}}
        """
        + more.indent(2)
        + "  starts:\n"
        + starts.indent(4)
        + "    train: {dataset: runs, wagons: {named: [first/letters]}}\n";
  }

  /// A run with a file, as the catalogue has it.
  void take(long run, String tag, String events) throws IOException, SQLException {
    Path files = Files.createDirectories(folder.resolve("inputs/runs/" + run));
    Files.writeString(files.resolve("a.txt"), "a " + run + "\n");
    runs.add(run, tag, events);
  }

  RunCatalogueFile runs() {
    return runs;
  }

  SmallYard yard() {
    return yard;
  }

  @Override
  public void close() throws IOException {
    yard.close();
  }
}
