package dev.trainyard.cli;

import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.TakeOver;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
  /// How long a round may go on after it was asked to end.
  private static final Duration GRACE = Duration.ofSeconds(10);

  /// How long closing may take after the round was broken off.
  private static final Duration LAST_GRACE = Duration.ofSeconds(5);

  /// What is told of where it was when that was not enough.
  private static final int MOST_FRAMES = 30;

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

  @Override
  public Integer call()
      throws IOException, InvalidSettingsException, InUseException, UsageException {
    Json json = new Json();
    Workshop.Wishes wishes =
        new Workshop.Wishes(
            Set.copyOf(acceptedHistory),
            takeOver ? TakeOver.ALLOWED : TakeOver.REFUSED,
            untilQuiet ? Ending.WHEN_QUIET : Ending.ON_REQUEST);
    Signal signal = Signal.awaited(ifStopped());
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
    SettingsFile file = SettingsFile.read(named(), json);
    try (Monitoring monitoring = Monitoring.start(file, InstantSource.system());
        Workshop workshop = Workshop.open(file, wishes, json, monitoring)) {
      signal.stops(workshop);
      return switch (workshop.controller().run()) {
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

  /// SIGTERM or Ctrl-C: it ends the round, and the process when all is closed. Java would end with
  /// 143 or 130 then; to be stopped is no failure of a controller, whatever it was at: it may be
  /// killed at any instant.
  private static final class Signal {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread worker = Thread.currentThread();
    private final AtomicReference<@Nullable Workshop> stoppable = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile ExitCode end;

    private Signal(ExitCode ifStopped) {
      end = ifStopped;
    }

    static Signal awaited(ExitCode ifStopped) {
      Signal signal = new Signal(ifStopped);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(signal::stop));
      return signal;
    }

    void stops(Workshop workshop) {
      stoppable.set(workshop);
      if (stopped) {
        workshop.controller().stop();
      }
    }

    void endsWith(ExitCode code) {
      end = code;
    }

    private void stop() {
      if (done.getCount() == 0) {
        return; // it has ended by itself
      }
      stopped = true;
      Workshop workshop = stoppable.get();
      if (workshop != null) {
        workshop.controller().stop();
      }
      try {
        if (!isDone(GRACE)) {
          String where = place();
          worker.interrupt();
          if (!isDone(LAST_GRACE)) {
            System.err.println(
                "trainyard run: stopped before the round had ended; nothing is lost. It was at"
                    + where);
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(end.code());
    }

    private boolean isDone(Duration within) throws InterruptedException {
      return done.await(within.toSeconds(), TimeUnit.SECONDS);
    }

    /// Where the round is, for who has to find out why it does not end.
    private String place() {
      return Stream.of(worker.getStackTrace())
          .limit(MOST_FRAMES)
          .map(frame -> "\n  " + frame)
          .collect(Collectors.joining());
    }
  }
}
