package dev.trainyard.cli;

import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.TakeOver;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `trainyard run`: the controller.
@Command(
    name = "run",
    description = {
      "Runs the controller of one yard.",
      "It reads the repository, tests wagons, runs trains, and writes the status branch. "
          + "SIGTERM ends the round, writes the status and exits; jobs go on and are found again."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped as asked; with --until-quiet, all is well",
      "1:the command line is wrong",
      "2:the settings have errors",
      "3:something outside failed, or another controller is at work",
      "5:with --until-quiet, a train or test failed, or waits for a person",
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
  private static final long PATIENCE_SECONDS = 60;

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
        "0 if all is well, 5 if something failed or waits for a person."
      })
  private boolean untilQuiet;

  @Override
  public Integer call()
      throws IOException, InvalidSettingsException, InUseException, UsageException {
    Json json = new Json();
    Workshop.Wishes wishes =
        new Workshop.Wishes(
            Set.copyOf(acceptedHistory),
            takeOver ? TakeOver.ALLOWED : TakeOver.REFUSED,
            untilQuiet ? Ending.WHEN_QUIET : Ending.ON_REQUEST);
    Signal signal = new Signal();
    try {
      ExitCode code = work(wishes, json, signal);
      signal.endsWith(code);
      return code.code();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.OUTSIDE.code();
    } finally {
      signal.done.countDown();
    }
  }

  private ExitCode work(Workshop.Wishes wishes, Json json, Signal signal)
      throws IOException,
          InvalidSettingsException,
          InUseException,
          UsageException,
          InterruptedException {
    try (Workshop workshop =
        Workshop.open(SettingsFile.read(named(), json), wishes, json, InstantSource.system())) {
      signal.stops(workshop);
      return switch (workshop.controller().run()) {
        case STOPPED, ALL_WELL -> ExitCode.FINE;
        case UNFINISHED -> ExitCode.UNFINISHED;
      };
    }
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

  /// SIGTERM or Ctrl-C: it ends the round, and the process when all is closed. Java would end with
  /// 143 or 130 then; to be stopped is no failure of a controller.
  private static final class Signal {
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable ExitCode end;

    void stops(Workshop workshop) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(workshop)));
    }

    void endsWith(ExitCode code) {
      end = code;
    }

    private void stop(Workshop workshop) {
      if (done.getCount() == 0) {
        return; // it has ended by itself
      }
      workshop.controller().stop();
      try {
        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          System.err.println("trainyard run: stopped before the round had ended; nothing is lost");
          return;
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      ExitCode code = end;
      if (code != null) {
        Runtime.getRuntime().halt(code.code());
      }
    }
  }
}
