package dev.trainyard.cli;

import dev.trainyard.controller.Proposal.Outlook;
import dev.trainyard.git.CloneRemote;
import dev.trainyard.git.MergeResult;
import dev.trainyard.git.ScratchRepository;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.report.PreviewText;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `trainyard plan --merge`: what a merge would do, as the preview of a pull request says it.
record MergePlan(OpenYard open, CommandSpec spec, OutputOption output) {

  /// Prints it.
  ///
  /// @param merge the revision to be merged
  /// @param into the revision that it would be merged into; null for the main branch
  ExitCode print(String merge, @Nullable String into)
      throws IOException, UnknownRevisionException, UsageException {
    CommitId head = head(merge);
    CommitId base = into == null ? open.main() : open.repository().resolve(into);
    try (ScratchRepository scratch = ScratchRepository.over(open.repository())) {
      return switch (scratch.merge(base, head)) {
        case MergeResult.Merged(CommitId result) -> print(scratch, base, head, result);
        case MergeResult.Contained() ->
            said(ExitCode.FINE, "%s is part of %s already: there is nothing to merge", head, base);
        case MergeResult.Unrelated() ->
            said(
                ExitCode.INVALID,
                "%s and %s have no commit in common; in a shallow clone: git fetch --unshallow",
                head,
                base);
        case MergeResult.TooLarge(String why) ->
            said(
                ExitCode.INVALID,
                "%s is too large to be merged into %s: " + why.replace("%", "%%"),
                head,
                base);
        case MergeResult.Conflict(var paths) -> {
          paths.forEach(path -> Screen.complain(spec, path + ": both changed it"));
          yield said(
              ExitCode.INVALID,
              "%s cannot be merged into %s; merge or rebase it, and try again",
              head,
              base);
        }
      };
    }
  }

  /// A pull request may be named too: its head, as the clone knows it.
  private CommitId head(String merge) throws IOException, UnknownRevisionException, UsageException {
    try {
      return open.repository().resolve(merge);
    } catch (UnknownRevisionException e) {
      PullStatus pull = new PullNames(open.memory()).written(merge).orElse(null);
      if (pull == null) {
        throw e;
      }
      if (!open.repository().holds(pull.head())) {
        throw new UsageException(
            "the head of %s is not in this clone; git fetch %s %s"
                .formatted(pull.subject(), remote(), PullNames.quoted(pull.ref())));
      }
      return pull.head();
    }
  }

  private String remote() throws IOException {
    return open.repository().remote().map(CloneRemote::name).orElse(".");
  }

  private ExitCode said(ExitCode code, String text, CommitId head, CommitId base) {
    Screen.complain(spec, text.formatted(head.abbreviated(), base.abbreviated()));
    return code;
  }

  private ExitCode print(ScratchRepository scratch, CommitId base, CommitId head, CommitId result)
      throws IOException {
    Outlook outlook =
        open.proposal(InstantSource.system())
            .of(scratch.commits(), base, head, result, open.memory());
    Screen screen = Screen.of(spec);
    switch (output.format()) {
      case TEXT -> screen.out().print(new PreviewText(outlook.preview()).text());
      case JSON -> screen.json(open.json(), outlook);
    }
    screen.flush();
    if (open.status().isEmpty()) {
      Screen.complain(spec, "no test and no train is known here: " + open.noStatus());
    }
    outlook.problems().forEach(problem -> Screen.complain(spec, problem.toString()));
    return outlook.problems().stream().anyMatch(Problem::isError)
        ? ExitCode.INVALID
        : ExitCode.FINE;
  }
}
