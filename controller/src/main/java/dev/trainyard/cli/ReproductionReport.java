package dev.trainyard.cli;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.OutputFile;
import dev.trainyard.model.work.JobResult.StagedInput;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.report.TextTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a job gave now, beside what is recorded of it.
record ReproductionReport(JobResult now, Optional<JobResult> recorded) {
  private static final String EQUAL = "equal";
  private static final String DIFFERENT = "different";
  private static final String NOT_RECORDED = "not recorded";

  /// Says it, and whose turn it is.
  ExitCode print(Screen screen, Path folder) {
    inputs(screen);
    boolean equal = outputs(screen);
    boolean failed = now.cause() != ExitCause.SUCCEEDED;
    if (failed) {
      failure(screen);
    } else if (recorded.isEmpty()) {
      screen.line(
          "It ran. Checksums of single jobs are recorded in the store only: name it with --settings"
              + " to compare.");
    } else if (recorded.get().cause() != ExitCause.SUCCEEDED) {
      screen.line(
          "It ran now. Recorded was %s: %s"
              .formatted(recorded.get().cause(), recorded.get().message()));
    } else {
      screen.line(equal ? "Every output is what was recorded." : "Outputs differ from the record.");
    }
    screen.line("Look into " + folder.resolve("job") + ":");
    screen.line(1, "inputs, outputs in result, and in each folder below wagons a run.sh");
    return failed || !equal ? ExitCode.UNFINISHED : ExitCode.FINE;
  }

  /// Inputs whose content is not what the recorded job read.
  private void inputs(Screen screen) {
    Map<String, String> before =
        recorded.stream()
            .flatMap(it -> it.inputs().stream())
            .collect(Collectors.toMap(StagedInput::location, StagedInput::sha256, (a, _) -> a));
    for (StagedInput input : now.inputs()) {
      String then = before.get(input.location());
      if (then != null
          && !then.isEmpty()
          && !input.sha256().isEmpty()
          && !then.equals(input.sha256())) {
        screen.line("Input " + input.location() + " has changed since.");
      }
    }
  }

  private boolean outputs(Screen screen) {
    Map<String, WagonResult> before =
        recorded.stream()
            .filter(it -> it.cause() == ExitCause.SUCCEEDED)
            .flatMap(it -> it.wagons().stream())
            .collect(Collectors.toMap(it -> it.name().toString(), Function.identity()));
    TextTable table = new TextTable("wagon", "file", "", "sha256 now", "sha256 recorded");
    boolean equal = true;
    for (WagonResult wagon : now.wagons()) {
      WagonResult earlier = before.get(wagon.name().toString());
      List<OutputFile> files = earlier == null ? List.of() : earlier.outputs();
      for (OutputFile output : wagon.outputs()) {
        String then =
            files.stream()
                .filter(file -> file.file().equals(output.file()))
                .map(OutputFile::sha256)
                .findFirst()
                .orElse("");
        String word =
            then.isEmpty() ? NOT_RECORDED : then.equals(output.sha256()) ? EQUAL : DIFFERENT;
        equal &= !word.equals(DIFFERENT);
        table.row(
            wagon.name().toString(),
            output.file(),
            word,
            output.sha256(),
            word.equals(DIFFERENT) ? then : "");
      }
    }
    screen.table(table);
    return equal;
  }

  private void failure(Screen screen) {
    screen.line("It failed: " + now.cause() + ": " + now.message());
    now.wagons().stream()
        .map(JobResult.WagonResult::logLines)
        .distinct()
        .flatMap(List::stream)
        .forEach(line -> screen.quoted(line));
    recorded.ifPresent(
        earlier ->
            screen.line(
                earlier.cause() == ExitCause.SUCCEEDED
                    ? "Recorded was a success."
                    : "Recorded was %s: %s".formatted(earlier.cause(), earlier.message())));
  }
}
