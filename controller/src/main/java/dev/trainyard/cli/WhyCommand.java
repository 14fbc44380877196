package dev.trainyard.cli;

import dev.trainyard.cli.Reason.Turn;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.controller.Memory;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Kind;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.report.TextPage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard why`: why a train or wagon is not running.
@Command(
    name = "why",
    description = {
      "Says why a train, wagon or pull request is where it is.",
      "It also says what can be done. Reasons are the planner's, followed to what is behind them."
          + " With --settings, files of datasets are looked for; without, the status branch is"
          + " believed."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is done, or goes on by itself",
      "1:the command line is wrong, or there is no such name",
      "2:the settings have errors",
      "3:something outside failed, such as the disk",
      "5:it has failed, or waits for a person",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard why weekly",
      "  trainyard why wagon/dimuon/mass --settings ../trainyard.yaml",
      "  trainyard why pull/7        # why it is not tested, or not ready",
      "  trainyard why weekly --output json"
    },
    mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      completionCandidates = Candidates.Movables.class,
      description = "A train, a wagon, or a pull request (pull/7).")
  private String name = "";

  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final RevisionOption at = new RevisionOption();
  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException, UnknownRevisionException, InvalidSettingsException, UsageException {
    try (OpenYard open = yard.open()) {
      Snapshot snapshot = open.snapshot(at);
      Memory memory = open.memory();
      YardNames names = YardNames.of(snapshot, memory);
      Optional<PullStatus> pull = new PullNames(memory).find(name, names);
      if (pull.isPresent()) {
        return tell(new PullReasons(pull.get()).reason(), List.of(), open).code();
      }
      Named named = names.find(name, EnumSet.of(Kind.TRAIN, Kind.WAGON));
      Plan plan = open.plan(snapshot, memory, InstantSource.system().instant());
      Reason reason =
          named.kind() == Kind.TRAIN
              ? new TrainReasons(snapshot, memory, plan).of(named.name())
              : new WagonReasons(snapshot, memory, plan).of(named.wagon());
      boolean lies = at.revision().isEmpty() && open.top().isPresent();
      boolean uncommitted = lies && isUncommitted(open, snapshot, named);
      return tell(reason, notes(open, snapshot, memory, uncommitted), open).code();
    }
  }

  private ExitCode tell(Reason reason, List<String> notes, OpenYard open) {
    print(reason, notes, open);
    return reason.turn() == Turn.PERSON ? ExitCode.UNFINISHED : ExitCode.FINE;
  }

  /// What else a reader must know: that the controller has not seen this state of the yard.
  private static List<String> notes(
      OpenYard open, Snapshot snapshot, Memory memory, boolean uncommitted) {
    List<String> notes = new ArrayList<>();
    Optional<ControllerStatus> controller = memory.controllerStatus();
    if (uncommitted) {
      notes.add("its file here is not committed: commit and push it, then the controller sees it");
    }
    if (controller.isEmpty()) {
      notes.add(open.noStatus());
    } else if (!uncommitted && !controller.get().observedCommit().equals(snapshot.commit())) {
      notes.add(
          "as far as this clone knows, the controller has read commit %s, and this is %s"
              .formatted(
                  controller.get().observedCommit().abbreviated(),
                  snapshot.commit().abbreviated()));
    }
    return notes;
  }

  private static boolean isUncommitted(OpenYard open, Snapshot snapshot, Named named)
      throws IOException {
    String file = YardNames.of(snapshot, Memory.EMPTY).file(named);
    return !file.isEmpty()
        && (snapshot.commit().equals(WorkingCopy.UNCOMMITTED)
            || open.repository().changedSince(snapshot.commit()).contains(file));
  }

  /// The answer for programs.
  private record Answer(Reason reason, List<String> notes) {}

  private void print(Reason reason, List<String> notes, OpenYard open) {
    Screen screen = Screen.of(spec);
    switch (output.format()) {
      case JSON -> screen.json(open.json(), new Answer(reason, notes));
      case TEXT -> {
        TextPage page = new TextPage(screen.colours());
        notes.forEach(note -> page.line("Note: " + note + "."));
        add(page, reason, 0);
        screen.out().print(page.text());
      }
    }
    screen.flush();
  }

  private static void add(TextPage page, Reason reason, int depth) {
    if (reason.subject().equals("log")) {
      page.lines(depth, List.of("| " + reason.message()));
      return;
    }
    page.line(depth, reason.subject() + ": " + reason.state()).line(depth + 1, reason.message());
    reason.because().forEach(behind -> add(page, behind, depth + 1));
    reason.next().forEach(next -> page.line(depth + 1, "-> " + next));
  }
}
