package dev.trainyard.cli;

import dev.trainyard.config.CodeOwners;
import dev.trainyard.config.CodeOwnersFile;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.config.YardCheck;
import dev.trainyard.json.Json;
import dev.trainyard.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trainyard codeowners`: tells the forge who owns which folder.
@Command(
    name = "codeowners",
    description = {
      "Writes the owners of analyses into CODEOWNERS.",
      "GitHub and GitLab ask the people in that file to approve changes. The folder of an "
          + "analysis belongs to its spec.owners. What people wrote outside of the marked part "
          + "stays as it is; the last line that matches a file counts, so move the part to where "
          + "it should count. `trainyard validate` warns when it is out of date."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the file says what the analyses say",
      "1:the command line is wrong",
      "2:an analysis has errors, the marks are damaged, or --check: out of date",
      "3:something outside failed, such as the disk",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard codeowners",
      "  trainyard codeowners --check                  # in CI: exit code 2 if stale",
      "  trainyard codeowners --file .github/CODEOWNERS",
      "  trainyard codeowners --check --output json    # who owns what"
    },
    mixinStandardHelpOptions = true)
final class CodeOwnersCommand implements Callable<Integer> {
  @Option(
      names = "--yard",
      paramLabel = "DIR",
      description = "A folder of the yard (default: this one).")
  private Path folder = Path.of("");

  @Option(
      names = "--file",
      paramLabel = "PATH",
      completionCandidates = Places.class,
      description = {
        "Where the forge looks for it: CODEOWNERS, or that in .github, .gitlab",
        "or docs (default: the one that is there, else at the top)."
      })
  private @Nullable String file;

  @Option(names = "--check", description = "Write nothing, and say what is out of date.")
  private boolean check;

  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /// What a shell may offer.
  static final class Places implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return CodeOwnersFile.PLACES.iterator();
    }
  }

  /// What a program is told.
  record Told(List<OwnersOutcome> files, List<Line> owners) {}

  /// One entry, as the forge matches it.
  record Line(String path, String pattern, List<String> owners) {
    static Line of(CodeOwners.Entry entry) {
      return new Line(entry.path(), entry.pattern(), entry.owners());
    }
  }

  @Override
  public Integer call() throws IOException, UsageException {
    if (file != null && !CodeOwnersFile.PLACES.contains(file)) {
      throw new UsageException(
          "no forge looks for code owners in %s; write one of %s"
              .formatted(file, String.join(", ", CodeOwnersFile.PLACES)));
    }
    WorkingCopy copy = WorkingCopy.at(WorkingCopy.topOf(folder));
    Optional<CodeOwners> owners = YardCheck.withoutCache().owners(copy.source());
    if (owners.isEmpty()) {
      Screen.complain(spec, "an analysis has errors, so its owners are not known;");
      Screen.complain(spec, "see them with `trainyard validate`. Nothing was changed.");
      return ExitCode.INVALID.code();
    }
    List<CodeOwnersFile> files = files(copy);
    List<Problem> damage =
        files.stream().map(CodeOwnersFile::damage).flatMap(Optional::stream).toList();
    if (!damage.isEmpty()) {
      damage.forEach(problem -> Screen.complain(spec, problem.toString()));
      return ExitCode.INVALID.code();
    }
    List<OwnersOutcome> outcomes = new ArrayList<>();
    for (CodeOwnersFile each : files) {
      outcomes.add(
          check
              ? OwnersOutcome.look(each, copy.top(), owners.get())
              : OwnersOutcome.bring(each, copy.top(), owners.get()));
    }
    tell(outcomes, owners.get());
    boolean isFine = outcomes.stream().allMatch(it -> it.upToDate() || it.written());
    return (isFine ? ExitCode.FINE : ExitCode.INVALID).code();
  }

  /// The one that was named; else those that have a part of ours; else the only one.
  private List<CodeOwnersFile> files(WorkingCopy copy) throws UsageException {
    List<CodeOwnersFile> there = copy.codeOwners();
    if (file != null) {
      String named = file;
      return List.of(
          there.stream()
              .filter(each -> each.path().equals(named))
              .findFirst()
              .orElseGet(() -> new CodeOwnersFile(named, new byte[0])));
    }
    List<CodeOwnersFile> ours = there.stream().filter(CodeOwnersFile::isGenerated).toList();
    if (ours.isEmpty() && there.size() > 1) {
      throw new UsageException(
          "there are %s; say with --file which one your forge reads"
              .formatted(String.join(" and ", there.stream().map(CodeOwnersFile::path).toList())));
    }
    if (!ours.isEmpty()) {
      return ours;
    }
    return there.isEmpty()
        ? List.of(new CodeOwnersFile(CodeOwnersFile.PLACES.getFirst(), new byte[0]))
        : there;
  }

  private void tell(List<OwnersOutcome> outcomes, CodeOwners owners) {
    Screen screen = Screen.of(spec);
    switch (output.format()) {
      case TEXT -> outcomes.forEach(it -> screen.line(text(it, owners.entries().size())));
      case JSON ->
          screen.json(
              new Json(), new Told(outcomes, owners.entries().stream().map(Line::of).toList()));
    }
    screen.flush();
  }

  private static String text(OwnersOutcome outcome, int lines) {
    if (outcome.upToDate()) {
      return outcome.path() + " is up to date";
    } else if (outcome.written()) {
      return "wrote %s: %d line%s of owners"
          .formatted(outcome.path(), lines, lines == 1 ? "" : "s");
    }
    String what = outcome.generated() ? " is out of date" : " does not tell the owners of analyses";
    return outcome.path() + what + "; run `trainyard codeowners`";
  }
}
