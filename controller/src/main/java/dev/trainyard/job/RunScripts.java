package dev.trainyard.job;

import dev.trainyard.json.Json;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Scripts that run the wagons of a job once more by hand, in the folders that they ran in.
record RunScripts(Store store, Json json, Execution execution) {
  /// The name of the script in a wagon's folder.
  static final String NAME = "run.sh";

  /// Writes one into the folder of every wagon that got one.
  ///
  /// @param made where the outputs of the job lie now
  void write(Path made) throws IOException {
    Path result = execution.folder().result();
    if (!Files.exists(result, LinkOption.NOFOLLOW_LINKS) && Files.exists(made)) {
      // What a wagon reads of others is looked for here.
      Files.createSymbolicLink(result, made);
    }
    for (WagonRun wagon : execution.request().wagonsOf(execution.order())) {
      Path folder = execution.folder().wagon(execution.order().wagons().indexOf(wagon));
      if (Files.isDirectory(folder)) {
        Path software = Software.folder(store, execution.order(), wagon);
        Path script = folder.resolve(NAME);
        Files.writeString(
            script,
            text(
                new Workplace(
                    folder,
                    execution.folder().inputList(),
                    software,
                    wagon,
                    execution.artefacts(wagon))));
        script.toFile().setExecutable(true);
      }
    }
  }

  private String text(Workplace place) throws IOException {
    return """
    #!/bin/sh
    # Runs %s once more as job %d of %s did: with these words and variables and no others.
    # Nothing limits its time and memory here. Outputs go to %s.
    cd %s || exit
    %s%s
    """
        .formatted(
            place.wagon().name(),
            execution.request().index(),
            execution.order().id(),
            quoted(place.output().toString()),
            quoted(place.scratch().toString()),
            feed(place),
            command(place));
  }

  /// What gives a streaming wagon its events.
  private static String feed(Workplace place) {
    if (!place.wagon().input().isStream()) {
      return "";
    }
    int header = place.wagon().input().headerLines();
    String rest =
        header == 0 ? "cat" : "if [ $first = y ]; then cat; else tail -n +" + (header + 1) + "; fi";
    return """
    first=y
    while IFS= read -r file; do
      case $(od -An -tx1 -N2 "$file") in
        ' 1f 8b') gzip -dc "$file" ;;
        ' 28 b5') zstd -dc "$file" ;;
        *) cat "$file" ;;
      esac | %s
      first=n
    done < %s |
    """
        .formatted(rest, quoted(place.inputs().toString()));
  }

  private String command(Workplace place) {
    TreeMap<String, String> variables = new TreeMap<>(place.environment(""));
    variables.remove(Adoption.MARKER);
    String environment =
        variables.entrySet().stream()
            .map(variable -> "  " + quoted(variable.getKey() + "=" + variable.getValue()))
            .collect(Collectors.joining(" \\\n"));
    List<String> words = place.fill(place.wagon().command(), json);
    String program = words.stream().map(RunScripts::quoted).collect(Collectors.joining(" "));
    return "env -i \\\n" + environment + " \\\n  " + program;
  }

  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
