package dev.trainyard.cli;

import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.report.PlanPage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trainyard plan`: what the controller would do next, and why.
@Command(
    name = "plan",
    description = {
      "Says what the controller would do next, and why; does nothing.",
      "It looks at a working copy or a commit. What has been done is taken from the status "
          + "branch of the clone, so fetch it first. Software of packages is taken as it is "
          + "committed. Without settings, files of datasets are not looked for.",
      "With --merge it says what merging a branch into main would change, start and cost: the "
          + "preview that pull requests get."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the plan was made, whatever is in it",
      "1:the command line is wrong",
      "2:the yard or the settings have errors (the plan is what goes on nevertheless), or with "
          + "--merge: it cannot be merged, or would bring errors",
      "3:something outside failed, such as the disk",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard plan --settings ../trainyard.yaml",
      "  trainyard plan --settings ../trainyard.yaml --at origin/main",
      "  trainyard plan --output json",
      "  trainyard plan --merge HEAD            # what I committed here",
      "  trainyard plan --merge origin/faster --into main",
      "  trainyard plan --merge pull/7          # once its head is fetched"
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final RevisionOption at = new RevisionOption();
  @Mixin private final OutputOption output = new OutputOption();

  @Option(
      names = "--merge",
      paramLabel = "REV",
      description = "Say what merging this commit (a branch, tag, id, or pull/7) would do.")
  private @Nullable String merge;

  @Option(
      names = "--into",
      paramLabel = "REV",
      description = "With --merge: into this (default: main, as the clone knows it of its remote).")
  private @Nullable String into;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException, UnknownRevisionException, InvalidSettingsException, UsageException {
    String head = merge;
    if (head == null && into != null) {
      throw new UsageException("--into goes with --merge REV: name what would be merged");
    }
    if (head != null && at.revision().isPresent()) {
      throw new UsageException("--at looks at one commit, --merge at two; choose one of them");
    }
    try (OpenYard open = yard.open()) {
      if (head != null) {
        return new MergePlan(open, spec, output).print(head, into).code();
      }
      Snapshot snapshot = open.snapshot(at);
      Plan plan = open.plan(snapshot, open.memory(), InstantSource.system().instant());
      print(plan, open);
      return report(snapshot).code();
    }
  }

  private void print(Plan plan, OpenYard open) {
    Screen screen = Screen.of(spec);
    switch (output.format()) {
      case TEXT -> screen.out().print(new PlanPage(plan).text());
      case JSON -> screen.json(open.json(), plan);
    }
    screen.flush();
  }

  private ExitCode report(Snapshot snapshot) {
    List<Problem> errors = snapshot.problems().stream().filter(Problem::isError).toList();
    errors.forEach(error -> Screen.complain(spec, error.toString()));
    return errors.isEmpty() ? ExitCode.FINE : ExitCode.INVALID;
  }
}
