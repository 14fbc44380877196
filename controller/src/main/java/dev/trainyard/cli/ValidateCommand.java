package dev.trainyard.cli;

import dev.trainyard.config.Rule;
import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.json.Json;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `trainyard validate`: tells what is wrong in a yard on disk. It reads the whole yard, since
/// names are checked across files, and reports on what was asked for.
@Command(
    name = "validate",
    description = "Checks the files of a yard; touches no network and executes nothing.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no errors; there may be warnings",
      "1:the command line is wrong",
      "2:there are errors",
      "3:something outside failed, such as the disk",
      "4:no file of a yard was found",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard validate                               the yard around the current folder",
      "  trainyard validate trains/weekly.yaml            one file, checked against all others",
      "  trainyard validate --changed-from origin/main    what a branch made worse",
      "  trainyard validate --output github               annotations in GitHub Actions",
      "  trainyard validate --disable deprecated-dataset  without one rule"
    })
final class ValidateCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      description = "Files or folders of one repository; all are checked, these are reported.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      converter = FormatName.class,
      description = "text, json, sarif or github (default: text).")
  private ReportFormat format = ReportFormat.TEXT;

  @Option(
      names = "--changed-from",
      paramLabel = "REV",
      description = {
        "Report on files that differ from this commit,",
        "and on problems that it did not have."
      })
  private @Nullable String changedFrom;

  @Option(
      names = "--disable",
      paramLabel = "RULE",
      converter = RuleName.class,
      description = "Leave a rule out; may be repeated.")
  private List<Rule> disabled = new ArrayList<>();

  @Option(names = "--rules", description = "List the rules and exit.")
  private boolean listRules;

  private static final class RuleName implements ITypeConverter<Rule> {
    @Override
    public Rule convert(String name) {
      try {
        return Rule.named(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static final class FormatName implements ITypeConverter<ReportFormat> {
    @Override
    public ReportFormat convert(String name) {
      return ReportFormat.of(name)
          .orElseThrow(() -> new TypeConversionException("write text, json, sarif or github"));
    }
  }

  @Override
  public Integer call() throws IOException, UnknownRevisionException {
    if (listRules) {
      return printRules().code();
    }
    long start = System.nanoTime();
    List<Path> asked = paths.isEmpty() ? List.of(Path.of("")) : paths;
    WorkingCopy copy = WorkingCopy.at(top(asked));
    Report report = check(copy, asked);
    if (report.files() == 0 && report.problems().isEmpty() && changedFrom == null) {
      errors().println("no file of a yard found in " + copy.top());
      return ExitCode.NOTHING.code();
    }
    print(report, copy);
    errors().println(report.summary() + duration(start));
    return (report.isValid() ? ExitCode.FINE : ExitCode.INVALID).code();
  }

  private Path top(List<Path> asked) throws IOException {
    Set<Path> tops = new HashSet<>();
    for (Path path : asked) {
      if (!Files.exists(path.toAbsolutePath())) {
        throw new ParameterException(spec.commandLine(), "there is no file or folder " + path);
      }
      tops.add(WorkingCopy.topOf(path));
    }
    if (tops.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "the paths belong to different repositories: " + tops);
    }
    return tops.iterator().next();
  }

  private Report check(WorkingCopy copy, List<Path> asked)
      throws IOException, UnknownRevisionException {
    Json json = new Json();
    SnapshotReader reader = new SnapshotReader(json);
    List<Problem> all = reader.read(copy.source()).problems();
    Predicate<String> isAsked = selection(copy, asked);
    Predicate<Problem> isReported = problem -> isAsked.test(problem.position().path());
    Predicate<String> isCounted = isAsked;
    if (changedFrom != null) {
      Baseline baseline = Baseline.of(copy.top(), changedFrom, json);
      isReported = isReported.and(baseline::isNew);
      isCounted = isCounted.and(baseline.changed()::contains);
    }
    return new Report(
        (int) reader.yardFiles().stream().filter(isCounted).count(),
        Stream.concat(all.stream(), copy.links().stream())
            .filter(isReported)
            .filter(problem -> !isDisabled(problem))
            .sorted()
            .toList());
  }

  private boolean isDisabled(Problem problem) {
    Set<Rule> off = EnumSet.noneOf(Rule.class);
    off.addAll(disabled);
    return Rule.of(problem.rule()).map(off::contains).orElse(false);
  }

  /// Whether a path of the repository is one that was asked for or lies in such a folder.
  private static Predicate<String> selection(WorkingCopy copy, List<Path> asked)
      throws IOException {
    Set<String> selected = new HashSet<>();
    for (Path path : asked) {
      selected.add(copy.top().relativize(path.toRealPath()).toString());
      Path link = path.toAbsolutePath().normalize();
      if (link.startsWith(copy.top())) {
        selected.add(copy.top().relativize(link).toString());
      }
    }
    return path ->
        selected.contains("")
            || selected.contains(path)
            || selected.stream().anyMatch(folder -> path.startsWith(folder + "/"));
  }

  /// Text names files as seen from here, so that a terminal can open them; machines want paths of
  /// the repository.
  private void print(Report report, WorkingCopy copy) throws IOException {
    boolean text = format == ReportFormat.TEXT;
    String written = format.write(text ? seenFromHere(report, copy) : report);
    PrintWriter out = spec.commandLine().getOut();
    out.print(text ? Colours.of(spec).paint(written) : written);
    out.flush();
  }

  private static Report seenFromHere(Report report, WorkingCopy copy) throws IOException {
    Path here = Path.of("").toRealPath();
    return new Report(
        report.files(),
        report.problems().stream().map(problem -> seenFrom(here, copy.top(), problem)).toList());
  }

  private static Problem seenFrom(Path here, Path top, Problem problem) {
    Position at = problem.position();
    Path file = here.relativize(top.resolve(at.path()));
    return new Problem(
        problem.rule(),
        problem.severity(),
        new Position(file.toString(), at.line(), at.column()),
        problem.message(),
        problem.remedy());
  }

  private ExitCode printRules() {
    PrintWriter out = spec.commandLine().getOut();
    for (Rule rule : Rule.values()) {
      out.printf("%-20s %-8s %s%n", rule, rule.severity(), rule.description());
    }
    out.flush();
    return ExitCode.FINE;
  }

  private PrintWriter errors() {
    return spec.commandLine().getErr();
  }

  /// Only a person at a terminal wants to know; elsewhere it would make equal runs differ.
  private static String duration(long start) {
    return Colours.isTerminal() ? " in %.2f s".formatted((System.nanoTime() - start) / 1e9) : "";
  }
}
