package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.controller.Trial;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonUsage;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.report.Figures;
import dev.trainyard.report.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `trainyard test` found out, in text and as values.
final class TestReport {
  private static final int MOST_PROBLEMS = 20;

  private final Path work;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, WagonTestStatus> known = new HashMap<>();

  TestReport(Path work) {
    this.work = work;
  }

  /// What became of the test on one dataset.
  sealed interface Entry permits Tested, Refused, Unknown {}

  /// It ran.
  ///
  /// @param ofFiles files of the whole dataset
  record Tested(Trial.Verdict verdict, int ofFiles) implements Entry {
    WagonTestStatus status() {
      return verdict.status();
    }

    boolean isFailed() {
      return !status().phase().mayRide();
    }
  }

  /// A person must act first.
  record Refused(String dataset, String reason, String message) implements Entry {}

  /// It could not be found out now.
  record Unknown(String dataset, String message) implements Entry {}

  /// One result for programs.
  ///
  /// @param folder where the job ran, if it was kept
  record Value(
      String dataset,
      String result,
      String message,
      @Nullable WagonTestStatus test,
      @Nullable String folder) {}

  void add(Entry entry, Memory memory) {
    entries.add(entry);
    if (entry instanceof Tested tested) {
      WagonTestStatus earlier = memory.tests().get(tested.status().key());
      if (earlier != null && earlier.phase().isOver()) {
        known.put(tested.status().dataset(), earlier);
      }
    }
  }

  boolean hasFailure() {
    return entries.stream().anyMatch(entry -> entry instanceof Tested it && it.isFailed());
  }

  ExitCode code() {
    ExitCode code = ExitCode.FINE;
    for (Entry entry : entries) {
      code =
          switch (entry) {
            case Tested tested -> tested.isFailed() ? ExitCode.UNFINISHED : code;
            case Refused _ -> code == ExitCode.UNFINISHED ? code : ExitCode.INVALID;
            case Unknown _ -> code == ExitCode.FINE ? ExitCode.OUTSIDE : code;
          };
    }
    return code;
  }

  List<Value> values(boolean keep) {
    String folder = keep || hasFailure() ? work.toString() : null;
    return entries.stream()
        .map(
            entry ->
                switch (entry) {
                  case Tested(Trial.Verdict(WagonTestStatus status, Path job), int _) ->
                      new Value(
                          status.dataset(),
                          status.phase().word(),
                          status.message(),
                          status,
                          folder == null ? null : job.toString());
                  case Refused(String dataset, String reason, String message) ->
                      new Value(dataset, reason, message, null, null);
                  case Unknown(String dataset, String message) ->
                      new Value(dataset, "Unknown", message, null, null);
                })
        .toList();
  }

  void print(Screen screen, Snapshot yard, boolean keep) {
    for (Entry entry : entries) {
      switch (entry) {
        case Tested tested -> print(screen, tested, keep || hasFailure());
        case Refused(String dataset, String reason, String message) -> {
          screen.line("On %s it cannot be tested (%s): %s".formatted(dataset, reason, message));
          yard.problems().stream()
              .filter(Problem::isError)
              .limit(MOST_PROBLEMS)
              .forEach(problem -> screen.line(1, problem.toString()));
        }
        case Unknown(String dataset, String message) ->
            screen.line("On %s it could not be tested now: %s".formatted(dataset, message));
      }
    }
  }

  private void print(Screen screen, Tested tested, boolean kept) {
    WagonTestStatus test = tested.status();
    screen.line("%s on %s: %s".formatted(test.wagon(), test.dataset(), test.phase().word()));
    screen.line(
        1,
        "input: %s of %s, %s"
            .formatted(
                Figures.count(test.sampleFiles()),
                Figures.count(tested.ofFiles(), "file"),
                Figures.bytes(test.sampleBytes())));
    test.packages().forEach(version -> screen.line(1, "software: " + software(version)));
    verdict(screen, test);
    screen.table(usage(test));
    ResourceUsage expected = test.expected();
    if (expected != null) {
      screen.line(
          "Over the whole dataset: %s of CPU time, %s of output."
              .formatted(Figures.duration(expected.cpu()), Figures.bytes(expected.outputBytes())));
    }
    earlier(screen, test);
    if (kept) {
      screen.line("Look into " + tested.verdict().folder() + ":");
      screen.line(1, "inputs, logs, and in each folder below wagons a run.sh to run it again");
    }
  }

  private static void verdict(Screen screen, WagonTestStatus test) {
    switch (test.phase()) {
      case WagonTestPhase.Warned(List<String> rules) ->
          rules.forEach(rule -> screen.line(1, "rule: " + rule));
      case WagonTestPhase.Failed(String cause) -> {
        screen.line(1, cause + ": " + test.message());
        test.logLines().forEach(line -> screen.quoted(line));
      }
      case WagonTestPhase.Passed(),
          WagonTestPhase.Waiting(),
          WagonTestPhase.Running(),
          WagonTestPhase.Expired() -> {}
    }
  }

  private static String software(PackageVersion version) {
    String what =
        switch (version.tag()) {
          case PackageVersion.HEAD -> "as it lies in the working copy";
          case WorkingYard.WORKING_COPY ->
              "as it lies in the working copy; the controller takes the newest tag";
          default -> "tag " + version.tag();
        };
    PackageImage image = version.image();
    String where =
        image == null ? "" : "; not in its image " + image.reference() + ", but on this machine";
    return version.name() + ", " + what + where;
  }

  private static TextTable usage(WagonTestStatus test) {
    TextTable table = new TextTable("wagon", "CPU>", "time>", "memory (PSS)>", "output>", "log>");
    for (WagonUsage used : test.usage()) {
      ResourceUsage total = used.total();
      table.row(
          used.instance().toString(),
          Figures.duration(total.cpu()),
          Figures.duration(total.wall()),
          Figures.memory(total.pssMax(), total.wall()),
          Figures.bytes(total.outputBytes()),
          Figures.bytes(total.logBytes()));
    }
    return table;
  }

  private void earlier(Screen screen, WagonTestStatus test) {
    WagonTestStatus earlier = known.get(test.dataset());
    if (earlier != null) {
      screen.line(
          "The controller has tested this very content: %s, %s. %s"
              .formatted(
                  earlier.phase().word(), Figures.timeUtc(earlier.since()), earlier.message()));
    }
  }
}
