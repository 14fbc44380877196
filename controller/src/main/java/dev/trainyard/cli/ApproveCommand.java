package dev.trainyard.cli;

import dev.trainyard.git.Approvals;
import dev.trainyard.git.Approvals.Approval;
import dev.trainyard.git.CloneRemote;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.git.UserClone;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.report.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard approve`: lets a pull request be tested where no forge is asked.
@Command(
    name = "approve",
    description = {
      "Approves the test of a pull request's commit, without a forge.",
      "Look at the commit first: its programs will run. The approval holds for this very commit "
          + "and no later one. It is pushed by your own git as the ref "
          + "refs/trainyard/approvals/ID: whoever may push to the repository may approve."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:approved, taken back, or listed",
      "1:the command line is wrong, or there is no such commit",
      "2:the settings have errors",
      "3:git could not fetch or push",
      "4:it is approved already, there is nothing to take back, or nothing to list",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  git fetch origin pull/17/head && trainyard approve FETCH_HEAD",
      "  trainyard approve 3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
      "  trainyard approve --revoke 3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
      "  trainyard approve --list"
    },
    mixinStandardHelpOptions = true)
final class ApproveCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "COMMIT",
      description = "A revision of this clone, or a full id, which is fetched.")
  private @Nullable String revision;

  @Option(names = "--revoke", description = "Take the approval of this commit back.")
  private boolean revoke;

  @Option(names = "--list", description = "List what is approved, by whom and when.")
  private boolean list;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      description = "Why: is kept with the approval.")
  private String message = "";

  @Option(
      names = "--remote",
      paramLabel = "NAME",
      description = {
        "The remote that the controller reads (default: the one that the branch",
        "checked out follows, else origin)."
      })
  private @Nullable String remote;

  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /// What a program is told of an approval.
  record Told(String commit, String state, String remote, String by, @Nullable Instant at) {}

  @Override
  public Integer call()
      throws IOException, UsageException, InvalidSettingsException, UnknownRevisionException {
    if (list == (revision != null) || (list && revoke)) {
      throw new UsageException("name the commit to approve or to --revoke, or write --list alone");
    }
    try (OpenYard open = yard.open()) {
      Path folder = open.top().orElse(open.repository().gitFolder());
      Approvals approvals = new Approvals(new UserClone(folder), remote(open));
      String named = revision;
      ExitCode code =
          named == null
              ? tell(approvals)
              : revoke
                  ? revoke(approvals, approvals.resolve(named))
                  : approve(approvals, approvals.resolve(named));
      Screen.of(spec).flush();
      return code.code();
    }
  }

  /// Without a remote, the controller reads this very repository.
  private String remote(OpenYard open) throws IOException, UsageException {
    String named = remote;
    if (named == null) {
      return open.repository().remote().map(CloneRemote::name).orElse(".");
    } else if (!open.repository().remoteNames().contains(named)) {
      throw new UsageException("this clone has no remote " + named + "; see: git remote -v");
    }
    return named;
  }

  private ExitCode approve(Approvals approvals, CommitId commit) throws IOException {
    String described = approvals.describe(commit);
    if (approvals.isApproved(commit)) {
      return say(approvals, commit, "approved already", described, ExitCode.NOTHING);
    }
    Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    approvals.approve(commit, now, message);
    return say(approvals, commit, "approved", described, ExitCode.FINE);
  }

  private ExitCode revoke(Approvals approvals, CommitId commit) throws IOException {
    if (!approvals.isApproved(commit)) {
      return say(approvals, commit, "not approved", "", ExitCode.NOTHING);
    }
    approvals.revoke(commit);
    return say(approvals, commit, "approval taken back", "", ExitCode.FINE);
  }

  private ExitCode say(
      Approvals approvals, CommitId commit, String state, String described, ExitCode code) {
    Screen screen = Screen.of(spec);
    if (output.format() == OutputOption.Format.JSON) {
      screen.json(new Json(), new Told(commit.hex(), state, approvals.remote(), "", null));
      return code;
    }
    screen.line(commit.hex() + ": " + state);
    if (!described.isEmpty()) {
      screen.line(1, described);
    }
    return code;
  }

  private ExitCode tell(Approvals approvals) throws IOException {
    List<Approval> all = approvals.all();
    Screen screen = Screen.of(spec);
    if (output.format() == OutputOption.Format.JSON) {
      screen.json(new Json(), all.stream().map(it -> told(it, approvals.remote())).toList());
    } else {
      TextTable table = new TextTable("COMMIT", "APPROVED BY", "AT");
      all.forEach(
          it ->
              table.row(
                  it.commit().hex(),
                  it.isOfThat() ? it.by() : it.by() + " (the tag is of another commit)",
                  it.at().map(Instant::toString).orElse("")));
      screen.table(table);
    }
    return all.isEmpty() ? ExitCode.NOTHING : ExitCode.FINE;
  }

  private static Told told(Approval approval, String remote) {
    return new Told(
        approval.commit().hex(), "approved", remote, approval.by(), approval.at().orElse(null));
  }
}
