package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.git.Approvals;
import dev.trainyard.git.Approvals.Approval;
import dev.trainyard.git.CloneRemote;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.git.UserClone;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.report.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
  ///
  /// @param pull the open pull request whose head it is, as far as the clone knows; else empty
  record Told(
      String commit,
      String state,
      String remote,
      String pull,
      String by,
      @Nullable Instant at,
      String why) {}

  @Override
  public Integer call()
      throws IOException, UsageException, InvalidSettingsException, UnknownRevisionException {
    if (list == (revision != null) || (list && revoke)) {
      throw new UsageException("name the commit to approve or to --revoke, or write --list alone");
    }
    try (OpenYard open = yard.open()) {
      Path folder = open.top().orElse(open.repository().gitFolder());
      Approvals approvals = new Approvals(new UserClone(folder), remote(open));
      List<PullStatus> pulls = List.copyOf(new TreeMap<>(open.memory().pulls()).values());
      ExitCode code;
      if (revision == null) {
        code = tell(approvals, pulls);
      } else {
        CommitId commit = commit(revision, approvals, open.memory());
        code = revoke ? revoke(approvals, pulls, commit) : approve(approvals, pulls, commit);
      }
      Screen.of(spec).flush();
      return code.code();
    }
  }

  /// A pull request's name is no commit: its head may be another one than the one that was read.
  private static CommitId commit(String named, Approvals approvals, Memory memory)
      throws IOException, UsageException, UnknownRevisionException {
    // Asked first: whoever may push could have called a tag so.
    Optional<PullStatus> pull = new PullNames(memory).known(named);
    if (pull.isEmpty()) {
      return approvals.resolve(named);
    }
    throw new UsageException(
        "a commit is approved, not whatever %s may hold by then; if you have read its head %s: trainyard approve %s"
            .formatted(
                pull.get().subject(), pull.get().head().abbreviated(), pull.get().head().hex()));
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

  private ExitCode approve(Approvals approvals, List<PullStatus> pulls, CommitId commit)
      throws IOException {
    String described = approvals.describe(commit);
    if (approvals.isApproved(commit)) {
      return say(approvals, pulls, commit, "approved already", described, ExitCode.NOTHING);
    }
    Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    approvals.approve(commit, now, message);
    ExitCode code = say(approvals, pulls, commit, "approved", described, ExitCode.FINE);
    of(pulls, commit).stream()
        .filter(pull -> isFalse(pull, PullStatus.VALID) || isFalse(pull, PullStatus.MERGEABLE))
        .forEach(
            pull ->
                Screen.complain(
                    spec,
                    "%s cannot be merged as it is, so nothing of it is tested; see: trainyard why %s"
                        .formatted(pull.subject(), PullNames.quoted(pull))));
    return code;
  }

  private static boolean isFalse(PullStatus pull, String type) {
    Condition said = pull.condition(type);
    return said != null && said.status() == Truth.FALSE;
  }

  private static List<PullStatus> of(List<PullStatus> pulls, CommitId commit) {
    return pulls.stream().filter(pull -> pull.head().equals(commit)).toList();
  }

  private static String names(List<PullStatus> pulls, CommitId commit) {
    return of(pulls, commit).stream().map(PullNames::quoted).collect(Collectors.joining(", "));
  }

  private ExitCode revoke(Approvals approvals, List<PullStatus> pulls, CommitId commit)
      throws IOException {
    if (!approvals.isApproved(commit)) {
      return say(approvals, pulls, commit, "not approved", "", ExitCode.NOTHING);
    }
    approvals.revoke(commit);
    return say(approvals, pulls, commit, "approval taken back", "", ExitCode.FINE);
  }

  private ExitCode say(
      Approvals approvals,
      List<PullStatus> pulls,
      CommitId commit,
      String state,
      String described,
      ExitCode code) {
    Screen screen = Screen.of(spec);
    String names = names(pulls, commit);
    if (output.format() == OutputOption.Format.JSON) {
      screen.json(
          new Json(), new Told(commit.hex(), state, approvals.remote(), names, "", null, ""));
      return code;
    }
    screen.line(commit.hex() + ": " + state + (names.isEmpty() ? "" : ", the head of " + names));
    if (!described.isEmpty()) {
      screen.line(1, described);
    }
    return code;
  }

  private ExitCode tell(Approvals approvals, List<PullStatus> pulls) throws IOException {
    List<Approval> all = approvals.all();
    Screen screen = Screen.of(spec);
    if (output.format() == OutputOption.Format.JSON) {
      screen.json(new Json(), all.stream().map(it -> told(it, pulls, approvals.remote())).toList());
    } else if (all.isEmpty()) {
      Screen.complain(spec, "no commit is approved at " + approvals.remote());
    } else {
      TextTable table = new TextTable("COMMIT", "HEAD OF", "APPROVED BY", "AT", "WHY");
      all.forEach(
          it ->
              table.row(
                  it.commit().hex(),
                  names(pulls, it.commit()),
                  it.isOfThat() ? it.by() : it.by() + " (the tag is of another commit)",
                  it.at().map(Instant::toString).orElse(""),
                  it.why()));
      screen.table(table);
    }
    return all.isEmpty() ? ExitCode.NOTHING : ExitCode.FINE;
  }

  private static Told told(Approval approval, List<PullStatus> pulls, String remote) {
    return new Told(
        approval.commit().hex(),
        "approved",
        remote,
        names(pulls, approval.commit()),
        approval.by(),
        approval.at().orElse(null),
        approval.why());
  }
}
