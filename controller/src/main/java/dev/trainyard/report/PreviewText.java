package dev.trainyard.report;

import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.MergePreview.Change;
import dev.trainyard.model.status.MergePreview.Cost;
import dev.trainyard.model.status.MergePreview.Effect;
import dev.trainyard.model.status.MergePreview.FieldChange;
import dev.trainyard.model.status.MergePreview.ObjectChange;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.MergePreview.TrainForecast;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What merging would do, in plain text: the same on a terminal, in a comment, and on the status
/// branch.
public record PreviewText(MergePreview preview) {
  /// Something on it: a line of nothing is none.
  private static final String BLANK = " ";

  /// About as long a line as forges show without a scroll bar.
  private static final int WIDTH = 96;

  /// The whole text, ending in a line break; safe for a terminal.
  public String text() {
    return lines().stream()
        .map(line -> SafeText.wholeLine(line) + "\n")
        .collect(Collectors.joining());
  }

  /// Its lines, which are not safe yet.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Merging %s into main at %s would do this:"
            .formatted(preview.head().abbreviated(), preview.base().abbreviated()));
    trains(lines);
    changes(lines);
    tests(lines);
    section(lines, "Results that become stale", preview.stale());
    section(lines, "Rules broken", preview.rules());
    section(lines, "Has to be approved by", preview.approvals());
    if (!preview.owners().isEmpty()) {
      section(lines, "Touches what is owned by", List.of(String.join(", ", preview.owners())));
    }
    section(lines, "Note", preview.notes());
    lines.add(BLANK);
    lines.add("Preview: " + summary() + ".");
    return lines;
  }

  /// One line that sums it up.
  public String summary() {
    long starting = preview.trains().stream().filter(PreviewText::starts).count();
    String trains =
        starting == 0 ? "no train starts" : Figures.count(starting, "train") + " to start";
    List<String> parts = new ArrayList<>(List.of(trains));
    if (starting > 0) {
      parts.addAll(amount(preview.total()));
      parts.addAll(cost(preview.total()));
    }
    long misfits =
        preview.trains().stream().filter(train -> train.effect() == Effect.INCOMPLETE).count();
    if (misfits > 0) {
      parts.add(Figures.count(misfits, "train") + " not up to date");
    }
    parts.add(Figures.count(preview.changeCount(), "change"));
    parts.add(Figures.count(preview.testCount(), "test"));
    return String.join(", ", parts);
  }

  private static boolean starts(TrainForecast train) {
    return train.effect() == Effect.STARTS || train.effect() == Effect.RUNS_AGAIN;
  }

  private void trains(List<String> lines) {
    head(lines, "Trains", preview.trainCount());
    for (TrainForecast train : preview.trains()) {
      lines.add(
          "  %s train %s %s: %s"
              .formatted(sign(train.effect()), train.name(), train.effect(), train.reason()));
      List<String> amount = amount(train.cost());
      lines.add(
          "      %s of dataset %s%s"
              .formatted(
                  train.scope(),
                  train.dataset(),
                  amount.isEmpty() ? "" : ": " + String.join(", ", amount)));
      if (!train.wagons().isEmpty()) {
        List<String> wagons = new ArrayList<>();
        train.wagons().forEach(wagon -> wagons.add(wagon.wagon() + " (" + wagon.why() + ")"));
        int more = train.wagonCount() - train.wagons().size();
        if (more > 0) {
          wagons.add("and " + more + " more");
        }
        listed(lines, "      carries ", wagons);
      }
      List<String> cost = cost(train.cost());
      if (!cost.isEmpty()) {
        lines.add("      costs " + String.join(", ", cost));
      }
    }
    more(lines, preview.trainCount(), preview.trains().size());
  }

  private static String sign(Effect effect) {
    return switch (effect) {
      case STARTS, RUNS_AGAIN -> "+";
      case CANCELLED -> "-";
      case BLOCKED -> "!";
      case WAITS, INCOMPLETE -> "~";
      case KEEPS -> "=";
    };
  }

  private static List<String> amount(Cost cost) {
    List<String> parts = new ArrayList<>();
    if (cost.files() > 0) {
      String files = Figures.count(cost.files(), "file");
      parts.add(cost.runs() > 0 ? files + " of " + Figures.count(cost.runs(), "run") : files);
      if (cost.bytes() > 0) {
        parts.add(Figures.bytes(cost.bytes()));
      }
      if (cost.jobs() > 0) {
        parts.add(Figures.count(cost.jobs(), "job"));
      }
    }
    return parts;
  }

  private static List<String> cost(Cost cost) {
    List<String> parts = new ArrayList<>();
    if (cost.measured() > 0) {
      parts.add("about " + Figures.duration(cost.cpu()) + " of CPU");
      parts.add(
          cost.memory() > 0
              ? Figures.bytes(cost.memory()) + " of memory a job"
              : "memory unknown (too short to measure)");
      parts.add(Figures.bytes(cost.output()) + " of output");
      if (cost.longestJob().isPositive()) {
        parts.add("longest job " + Figures.duration(cost.longestJob()));
      }
      Double carbon = cost.carbon();
      if (carbon != null) {
        parts.add(String.format(Locale.ROOT, "%.3g g CO2e", carbon));
      }
    }
    if (cost.of() > 0 && !cost.isWhole()) {
      parts.add("%d of %s measured".formatted(cost.measured(), Figures.count(cost.of(), "wagon")));
    }
    return parts;
  }

  private void changes(List<String> lines) {
    head(lines, "Changes, after all defaults", preview.changeCount());
    for (ObjectChange change : preview.changes()) {
      lines.add("  %s %s (%s)".formatted(sign(change.change()), change.object(), change.path()));
      for (FieldChange field : change.fields()) {
        lines.add("      " + field(change.change(), field));
      }
      int more = change.fieldCount() - change.fields().size();
      if (more > 0) {
        lines.add("      and " + Figures.count(more, "field") + " more");
      }
      defaults(lines, change.defaults());
    }
    more(lines, preview.changeCount(), preview.changes().size());
  }

  /// What nobody wrote and counts all the same, as short as it can be said.
  private static void defaults(List<String> lines, List<FieldChange> fields) {
    if (!fields.isEmpty()) {
      Stream<String> words = fields.stream().map(field -> field.field() + " " + field.after());
      listed(lines, "      by default: ", words.toList());
    }
  }

  /// Many words below each other: a page cuts long lines.
  private static void listed(List<String> lines, String head, List<String> words) {
    StringBuilder line = new StringBuilder(head);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i) + (i + 1 < words.size() ? ", " : "");
      if (line.length() + word.length() > WIDTH && line.length() > head.length()) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder("        ");
      }
      line.append(word);
    }
    lines.add(line.toString());
  }

  private static String sign(Change change) {
    return switch (change) {
      case ADDED -> "+";
      case CHANGED -> "~";
      case REMOVED -> "-";
    };
  }

  private static String field(Change change, FieldChange field) {
    if (change == Change.ADDED) {
      return field.field() + ": " + field.after();
    }
    String before = field.before().isEmpty() ? "(none)" : field.before();
    String after = field.after().isEmpty() ? "(none)" : field.after();
    return field.field() + ": " + before + " -> " + after;
  }

  private void tests(List<String> lines) {
    head(lines, "Tests", preview.testCount());
    for (TestForecast test : preview.tests()) {
      Cost expected = test.expected();
      String all = expected == null ? "" : "; whole dataset: " + String.join(", ", cost(expected));
      lines.add("  %s: %s, %s%s".formatted(test.subject(), test.outcome(), test.said(), all));
    }
    more(lines, preview.testCount(), preview.tests().size());
  }

  private static void section(List<String> lines, String heading, List<String> sentences) {
    head(lines, heading, sentences.size());
    sentences.forEach(sentence -> lines.add("  " + sentence));
  }

  private static void head(List<String> lines, String heading, int size) {
    if (size > 0) {
      lines.add(BLANK);
      lines.add(heading);
    }
  }

  private static void more(List<String> lines, int all, int shown) {
    if (all > shown) {
      lines.add("  and " + Figures.count(all - shown) + " more");
    }
  }
}
