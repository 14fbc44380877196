package dev.trainyard.cli;

import static java.util.stream.Collectors.joining;

import dev.trainyard.cli.YardRows.Row;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.Kind;
import dev.trainyard.report.Figures;
import dev.trainyard.report.TextTable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
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
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard list",
      "  trainyard list trains --phase failed --phase blocked",
      "  trainyard list wagons --label topic=onia",
      "  trainyard list datasets --output json"
    },
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "KINDS",
      completionCandidates = Candidates.Plurals.class,
      description =
          "trains, wagons, datasets, runlists, packages or analyses (default: all of them).")
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
    List<Kind> asked =
        kinds == null
            ? List.of(Kind.values())
            : List.of(YardNames.kind(kinds, new Candidates.Plurals()));
    try (OpenYard open = yard.open()) {
      YardRows rows = new YardRows(open.snapshot(at), open.memory());
      Map<Kind, List<Row>> found = new EnumMap<>(Kind.class);
      asked.forEach(kind -> found.put(kind, rows.of(kind).stream().filter(this::isAsked).toList()));
      if (kinds == null) {
        found.remove(Kind.YARD);
      }
      print(found, open);
      return ExitCode.FINE.code();
    }
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

  private void print(Map<Kind, List<Row>> found, OpenYard open) {
    Screen screen = Screen.of(spec);
    switch (output.format()) {
      case JSON -> screen.json(open.json(), found.values().stream().flatMap(List::stream).toList());
      case TEXT -> text(screen, found);
    }
    screen.flush();
  }

  private void text(Screen screen, Map<Kind, List<Row>> found) {
    found.values().removeIf(List::isEmpty);
    boolean first = true;
    for (Map.Entry<Kind, List<Row>> rows : found.entrySet()) {
      if (kinds == null && first) {
        screen.title(Named.plural(rows.getKey()));
      } else if (kinds == null) {
        screen.heading(Named.plural(rows.getKey()));
      }
      screen.table(table(rows.getKey(), rows.getValue()));
      first = false;
    }
    if (found.isEmpty()) {
      Screen.complain(spec, "nothing of the kind in this yard");
    }
  }

  /// A table of rows of one kind.
  static TextTable table(Kind kind, List<Row> rows) {
    List<String> columns = YardRows.columns(kind);
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
