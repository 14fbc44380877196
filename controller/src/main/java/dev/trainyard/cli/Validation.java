package dev.trainyard.cli;

import dev.trainyard.config.Rule;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.config.YardCheck;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One run of `trainyard validate`, however its arguments were read: it knows nothing of picocli,
/// which takes longer to start than a yard to check.
///
/// @param paths what to report on; none: the yard around the current folder
/// @param changedFrom a revision, to report on what is worse than there; or null
/// @param disabled rules to leave out
record Validation(
    List<Path> paths,
    ReportFormat format,
    @Nullable String changedFrom,
    List<Rule> disabled,
    Cache cache) {

  private static final String FOLLOW_UP = Rule.INVALID_REFERENCE.toString();

  /// Whether verdicts of earlier runs are used.
  enum Cache {
    USED,
    UNUSED
  }

  Validation {
    paths = paths.isEmpty() ? List.of(Path.of("")) : List.copyOf(paths);
    disabled = List.copyOf(disabled);
  }

  /// Checks and reports.
  ///
  /// @throws UsageException if the paths do not name one yard
  ExitCode run(PrintWriter out, PrintWriter err, Colours colours)
      throws IOException, UnknownRevisionException, UsageException {
    long start = System.nanoTime();
    WorkingCopy copy = copy();
    YardCheck.Result result = yardCheck(copy).check(copy.source(), copy.codeOwners());
    Report report = report(result, copy);
    boolean text = format == ReportFormat.TEXT;
    String written = format.write(text ? seenFromHere(report, copy) : report);
    out.print(text ? colours.paint(written) : written);
    out.flush();
    if (result.yardFiles().isEmpty() && report.problems().isEmpty() && changedFrom == null) {
      err.println(
          "no file of a yard found in "
              + copy.top()
              + "; name a folder of a yard, or begin one with: trainyard init");
      return ExitCode.NOTHING;
    }
    err.println(report.summary() + duration(start));
    return report.isValid() ? ExitCode.FINE : ExitCode.INVALID;
  }

  private WorkingCopy copy() throws IOException, UsageException {
    try {
      return WorkingCopy.at(top());
    } catch (WorkingCopy.TooManyFilesException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Path top() throws IOException, UsageException {
    Set<Path> tops = new HashSet<>();
    for (Path path : paths) {
      if (!Files.exists(path.toAbsolutePath())) {
        throw new UsageException("there is no file or folder " + path);
      }
      tops.add(WorkingCopy.topOf(path));
    }
    if (tops.size() > 1) {
      throw new UsageException("the paths belong to different repositories: " + tops);
    }
    return tops.iterator().next();
  }

  /// What was found in the files that were asked for; there may be none of the yard among them.
  private Report report(YardCheck.Result result, WorkingCopy copy)
      throws IOException, UnknownRevisionException {
    Predicate<String> isAsked = selection(copy);
    Predicate<Problem> isReported = problem -> isAsked.test(problem.position().path());
    Predicate<String> isCounted = isAsked;
    if (changedFrom != null) {
      Baseline baseline = Baseline.of(copy.top(), changedFrom);
      isReported = isReported.and(baseline::isNew);
      isCounted = isCounted.and(baseline.changed()::contains);
    }
    return new Report(
        (int) result.yardFiles().stream().filter(isCounted).count(),
        withoutFollowUps(
            Stream.concat(result.problems().stream(), copy.links().stream())
                .filter(isReported)
                .filter(problem -> !isDisabled(problem))
                .sorted()
                .toList()));
  }

  /// One broken file is told once, and not again wherever somebody refers to it.
  private static List<Problem> withoutFollowUps(List<Problem> problems) {
    Set<String> told = new HashSet<>();
    problems.forEach(problem -> told.add(YardCheck.remedyIn(problem.position().path())));
    return problems.stream()
        .filter(it -> !it.rule().equals(FOLLOW_UP) || !told.contains(it.remedy()))
        .toList();
  }

  private YardCheck yardCheck(WorkingCopy copy) {
    return Optional.of(cache)
        .filter(Cache.USED::equals)
        .flatMap(_ -> VerdictFile.of(copy.top()))
        .map(file -> YardCheck.withCache(file.path(), file.identity()))
        .orElseGet(YardCheck::withoutCache);
  }

  private boolean isDisabled(Problem problem) {
    Set<Rule> off = EnumSet.noneOf(Rule.class);
    off.addAll(disabled);
    return Rule.of(problem.rule()).map(off::contains).orElse(false);
  }

  /// Whether a path of the repository is one that was asked for or lies in such a folder.
  private Predicate<String> selection(WorkingCopy copy) throws IOException {
    Set<String> selected = new HashSet<>();
    for (Path path : paths) {
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

  /// Only a person at a terminal wants to know; elsewhere it would make equal runs differ.
  private static String duration(long start) {
    return TerminalStream.ERR.isTerminal()
        ? " in %.2f s".formatted((System.nanoTime() - start) / 1e9)
        : "";
  }
}
