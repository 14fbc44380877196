package dev.trainyard.job;

import dev.trainyard.json.Json;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.WagonRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Lets the wagon's own program merge: it gets the parts as arguments after its own words and
/// writes the merged file to standard output. Many parts are merged as a tree. The program runs as
/// a wagon does, with the wagon's limits for each call.
///
/// @param limits of one call
/// @param words the program, placeholders not filled
/// @param wagon whose package and configuration hold
/// @param folder for what is half merged
record CommandMerge(
    Premises premises,
    Json json,
    Program.Limits limits,
    List<String> words,
    WagonRun wagon,
    Path software,
    Path folder,
    String owner)
    implements PartMerge {
  /// Most parts that one call gets.
  static final int FAN_IN = 100;

  @Override
  public void merge(List<MergePart> parts, OutputStream out) throws IOException, JobFailure {
    List<Path> files = new ArrayList<>();
    for (int from = 0; from < parts.size(); from += FAN_IN) {
      files.add(first(files.size(), parts.subList(from, Math.min(from + FAN_IN, parts.size()))));
    }
    int calls = files.size();
    while (files.size() > 1) {
      List<Path> merged = new ArrayList<>();
      for (int from = 0; from < files.size(); from += FAN_IN) {
        merged.add(call(calls++, files.subList(from, Math.min(from + FAN_IN, files.size()))));
      }
      files = merged;
    }
    Files.copy(files.getFirst(), out);
  }

  private Path first(int number, List<MergePart> parts) throws IOException, JobFailure {
    List<Path> files = new ArrayList<>();
    for (MergePart part : parts) {
      files.add(part.verified());
    }
    Path merged = call(number, files);
    for (MergePart part : parts) {
      part.release();
    }
    return merged;
  }

  /// Merges one part, and then what came out with that part again: merging many goes by steps, so
  /// what is merged must be a part.
  ///
  /// @throws JobFailure if the program cannot
  void check(MergePart part) throws IOException, JobFailure {
    Path file = part.verified();
    Path once = call(0, List.of(file));
    call(1, List.of(once, file));
  }

  private Path call(int number, List<Path> files) throws IOException, JobFailure {
    Path own = Files.createDirectories(folder.resolve("call" + number));
    Workplace place =
        new Workplace(
            own, Workplace.listInputs(own.resolve("parts.txt"), files), software, wagon, List.of());
    place.prepare(json, Map.of("parts", files.size()), own, Map.of());
    List<String> filled = new ArrayList<>(place.fill(words, json));
    files.forEach(file -> filled.add(file.toString()));
    String name = owner + "/" + number;
    Path log = own.resolve("log");
    Path merged = own.resolve("merged");
    Program program =
        new Program(
            name,
            filled,
            place.environment(name),
            place.scratch(),
            log,
            null,
            merged,
            limits,
            place.sight(files));
    WagonProcess.Outcome outcome = WagonProcess.run(premises, program);
    if (outcome.cause() != ExitCause.SUCCEEDED) {
      throw failed(outcome.cause(), outcome.message(), log);
    } else if (outcome.exitCode() != 0) {
      throw failed(ExitCause.MERGE_FAILED, "it ended with exit code " + outcome.exitCode(), log);
    }
    return merged;
  }

  private JobFailure failed(ExitCause cause, String message, Path log) throws IOException {
    List<String> lines = LogExcerpt.of(log);
    String said = lines.isEmpty() ? "" : ": " + lines.getFirst();
    return new JobFailure(
        cause, "merge program " + LogExcerpt.clean(words.getFirst()) + ": " + message + said);
  }
}
