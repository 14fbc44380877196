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
      required = true,
      paramLabel = "FILE",
      defaultValue = "${env:" + YardOption.SETTINGS_VARIABLE + "}",
      description = "The controller's settings (default: $" + YardOption.SETTINGS_VARIABLE + ").")
  private Path settings = Path.of("");

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
  public Integer call() throws IOException, InvalidSettingsException, InUseException {
    Json json = new Json();
    Workshop.Wishes wishes =
        new Workshop.Wishes(
            Set.copyOf(acceptedHistory),
            takeOver ? TakeOver.ALLOWED : TakeOver.REFUSED,
            untilQuiet ? Ending.WHEN_QUIET : Ending.ON_REQUEST);
    try (Workshop workshop =
        Workshop.open(SettingsFile.read(settings, json), wishes, json, InstantSource.system())) {
      return work(workshop);
    }
  }

  /// Runs until the controller ends; a signal stops it, and the process stays until it has.
  private static int work(Workshop workshop) throws IOException {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = Thread.ofPlatform().unstarted(() -> stop(workshop, done));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return switch (workshop.controller().run()) {
        case STOPPED, ALL_WELL -> ExitCode.FINE.code();
        case UNFINISHED -> ExitCode.UNFINISHED.code();
      };
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.OUTSIDE.code();
    } finally {
      done.countDown();
    }
  }

  private static void stop(Workshop workshop, CountDownLatch done) {
    workshop.controller().stop();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("trainyard run: stopped before the round had ended; nothing is lost");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
