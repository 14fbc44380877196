package dev.trainyard.cli;

import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.TakeOver;
import dev.trainyard.json.Json;
import dev.trainyard.logs.LogFormat;
import dev.trainyard.logs.LogSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trainyard run`: the controller.
@Command(
    name = "run",
    description = {
      "Runs the controller of one yard.",
      "It reads the repository, tests wagons, runs trains, and writes the status branch. SIGTERM"
          + " ends the round, writes the status and exits; a round that takes longer than 10 s is"
          + " broken off. Jobs go on and are found again."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped as asked; with --until-quiet, all is well",
      "1:the command line is wrong",
      "2:the settings have errors",
      "3:something outside failed, or another controller is at work",
      "5:with --until-quiet, a train or test failed, or waits for a person, or it was stopped",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard run --settings trainyard.yaml",
      "  trainyard run --settings trainyard.yaml --until-quiet   # for scripts",
      "",
      "A settings file:",
      "  apiVersion: trainyard.dev/v1",
      "  kind: Settings",
      "  metadata: {name: dimuon}",
      "  spec:",
      "    repository: {url: /srv/git/dimuon.git}",
      "    work: work            # the controller's own folder",
      "    store: store          # where results land",
      "    inputs: {root: /data/dimuon}"
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--settings",
      paramLabel = "FILE",
      defaultValue = "${env:" + YardOption.SETTINGS_VARIABLE + "}",
      description = "The controller's settings (default: $" + YardOption.SETTINGS_VARIABLE + ").")
  private @Nullable Path settings;

  @Option(
      names = "--accept-history",
      paramLabel = "COMMIT",
      description = "Go on from this commit although the main branch was rewritten.")
  private List<String> acceptedHistory = new ArrayList<>();

  @Option(
      names = "--take-over",
      description = {
        "Work on the yard although another controller, with another store, has claimed it.",
        "Only when that one is gone for good; once is enough."
      })
  private boolean takeOver;

  @Option(
      names = "--until-quiet",
      description = {
        "Stop when nothing is under way and nothing more would start by itself:",
        "0 if all is well, 5 if something failed or waits for a person, or it was stopped before."
      })
  private boolean untilQuiet;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = {
        "How the log on standard error is written: text (default),",
        "or json: one object a line."
      })
  private LogFormat logFormat = LogFormat.TEXT;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException, InvalidSettingsException, InUseException, UsageException {
    LogSetup.write(logFormat);
    if (logFormat == LogFormat.JSON) {
      spec.commandLine().setErr(ErrorLog.writer());
    }
    Json json = new Json();
    Workshop.Wishes wishes =
        new Workshop.Wishes(
            Set.copyOf(acceptedHistory),
            takeOver ? TakeOver.ALLOWED : TakeOver.REFUSED,
            untilQuiet ? Ending.WHEN_QUIET : Ending.ON_REQUEST);
    StopRequest stop = StopRequest.awaited(ifStopped(), spec.commandLine().getErr());
    try {
      ExitCode code = work(wishes, json, stop);
      stop.endsWith(code);
      return code.code();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.OUTSIDE.code();
    } finally {
      stop.isOver();
    }
  }

  private ExitCode work(Workshop.Wishes wishes, Json json, StopRequest stop)
      throws IOException,
          InvalidSettingsException,
          InUseException,
          UsageException,
          InterruptedException {
    SettingsFile file = SettingsFile.read(named(), json);
    try (Monitoring monitoring = Monitoring.start(file, InstantSource.system());
        Terms terms = Terms.begin(file, wishes, monitoring)) {
      return switch (terms.run(json, stop)) {
        case STOPPED -> ifStopped();
        case ALL_WELL -> ExitCode.FINE;
        case UNFINISHED -> ExitCode.UNFINISHED;
      };
    }
  }

  /// What is stopped before it is quiet has not found out that all is well.
  private ExitCode ifStopped() {
    return untilQuiet ? ExitCode.UNFINISHED : ExitCode.FINE;
  }

  /// A variable that is empty names nothing.
  private Path named() throws UsageException {
    Path file = settings;
    if (file == null || file.toString().isEmpty()) {
      throw new UsageException(
          "name the controller's settings with --settings FILE, or in the environment variable "
              + YardOption.SETTINGS_VARIABLE
              + "; `trainyard init --settings FILE` writes some");
    }
    return file;
  }
}
