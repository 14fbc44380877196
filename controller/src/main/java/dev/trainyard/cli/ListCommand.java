package dev.trainyard.cli;

import static java.util.stream.Collectors.joining;

import dev.trainyard.cli.YardRows.Row;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Kind;
import dev.trainyard.report.Figures;
import dev.trainyard.report.TextTable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard list`: what there is in a yard, and where each of it is.
@Command(
    name = "list",
    description = {
      "Lists what there is in a yard, and where each of it is.",
      "Phases are taken from the status branch of the clone, so fetch it first."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:listed, even if there is nothing",
      "1:the command line is wrong",
      "2:the settings have errors",
      "3:something outside failed, such as the disk",
      "4:pull requests were asked for, and this clone has no status branch, which knows them",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard list",
      "  trainyard list trains --phase failed --phase blocked",
      "  trainyard list wagons --label topic=onia",
      "  trainyard list pulls --phase unapproved --phase failed",
      "  trainyard list datasets --output json"
    },
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "KINDS",
      completionCandidates = Candidates.Plurals.class,
      description =
          "trains, wagons, datasets, listeners, runlists, packages, analyses or pulls (default:"
              + " all).")
  private @Nullable String kinds;

  @Option(
      names = "--label",
      paramLabel = "KEY[=VALUE]",
      description = "Only what carries this label; may be repeated.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--phase",
      paramLabel = "PHASE",
      completionCandidates = PhaseWords.class,
      description = "Only what is in one of these phases, such as Running; may be repeated.")
  private List<String> phases = new ArrayList<>();

  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final RevisionOption at = new RevisionOption();
  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException, UnknownRevisionException, InvalidSettingsException, UsageException {
    for (String phase : phases) {
      PhaseWords.check(phase);
    }
    List<Kind> asked = kinds();
    try (OpenYard open = yard.open()) {
      if (kinds != null && isPulls(kinds) && open.status().isEmpty()) {
        Screen.complain(spec, open.noStatus());
        return ExitCode.NOTHING.code();
      }
      YardRows rows = new YardRows(open.snapshot(at), open.memory());
      List<Sort> found = new ArrayList<>();
      for (Kind kind : asked) {
        List<Row> some = rows.of(kind).stream().filter(this::isAsked).toList();
        found.add(new Sort(Named.plural(kind), YardRows.columns(kind), some));
      }
      if (kinds == null || isPulls(kinds)) {
        List<Row> some = rows.pulls().stream().filter(this::isAsked).toList();
        found.add(new Sort(PullNames.PLURAL, YardRows.OF_PULLS, some));
      }
      print(found, open);
      return ExitCode.FINE.code();
    }
  }

  /// Rows of one sort.
  ///
  /// @param columns the details that a table shows
  private record Sort(String title, List<String> columns, List<Row> rows) {}

  private List<Kind> kinds() throws UsageException {
    if (kinds == null) {
      return List.copyOf(EnumSet.complementOf(EnumSet.of(Kind.YARD)));
    }
    return isPulls(kinds) ? List.of() : List.of(YardNames.kind(kinds, new Candidates.Plurals()));
  }

  private static boolean isPulls(String text) {
    return text.equalsIgnoreCase(PullNames.PLURAL) || text.equalsIgnoreCase(PullNames.WORD);
  }

  private boolean isAsked(Row row) {
    boolean phase =
        phases.isEmpty() || phases.stream().anyMatch(word -> word.equalsIgnoreCase(row.phase()));
    return phase && labels.stream().allMatch(label -> carries(row, label));
  }

  private static boolean carries(Row row, String label) {
    int equals = label.indexOf('=');
    return equals < 0
        ? row.labels().containsKey(label)
        : label.substring(equals + 1).equals(row.labels().get(label.substring(0, equals)));
  }

  private void print(List<Sort> found, OpenYard open) {
    Screen screen = Screen.of(spec);
    switch (output.format()) {
      case JSON ->
          screen.json(open.json(), found.stream().flatMap(sort -> sort.rows().stream()).toList());
      case TEXT -> text(screen, found);
    }
    screen.flush();
  }

  private void text(Screen screen, List<Sort> found) {
    List<Sort> shown = found.stream().filter(sort -> !sort.rows().isEmpty()).toList();
    boolean first = true;
    for (Sort sort : shown) {
      if (kinds == null && first) {
        screen.title(sort.title());
      } else if (kinds == null) {
        screen.heading(sort.title());
      }
      screen.table(table(sort));
      first = false;
    }
    if (shown.isEmpty()) {
      Screen.complain(spec, "nothing of the kind in this yard");
    }
  }

  private static TextTable table(Sort sort) {
    List<String> columns = sort.columns();
    List<Row> rows = sort.rows();
    boolean phased = rows.stream().anyMatch(row -> !row.phase().isEmpty());
    Stream<String> head = phased ? Stream.of("name", "phase") : Stream.of("name");
    TextTable table =
        new TextTable(
            Stream.concat(head, columns.stream().map(ListCommand::heading)).toArray(String[]::new));
    for (Row row : rows) {
      Stream<String> start = phased ? Stream.of(row.name(), row.phase()) : Stream.of(row.name());
      Stream<String> rest = columns.stream().map(column -> cell(row, column.replace(">", "")));
      table.row(Stream.concat(start, rest).toArray(String[]::new));
    }
    return table;
  }

  /// `jobsDone>` as `jobs done>`.
  private static String heading(String column) {
    return column.equals("since")
        ? "since (UTC)"
        : column.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  private static String cell(Row row, String column) {
    return switch (row.details().get(column)) {
      case null -> "";
      case Long bytes when column.equals("size") -> Figures.bytes(bytes);
      case Instant time -> Figures.time(time);
      case CommitId commit -> commit.abbreviated();
      case Number number -> Figures.count(number.longValue());
      case Boolean isSo -> isSo ? "yes" : "";
      case Collection<?> many -> many.stream().map(Object::toString).collect(joining(", "));
      case Map<?, ?> counts ->
          counts.entrySet().stream()
              .map(each -> each.getValue() + " " + each.getKey())
              .collect(joining(", "));
      case Object other -> other.toString();
    };
  }
}
