package dev.trainyard.cli;

import dev.trainyard.config.FieldGuide;
import dev.trainyard.config.FieldGuide.Field;
import dev.trainyard.json.Json;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Nearest;
import dev.trainyard.report.TextPage;
import dev.trainyard.report.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard explain`: what can be written in the files of a yard.
@Command(
    name = "explain",
    description = {
      "Explains what can be written in the files of a yard.",
      "All of it is said by the schemas that `validate` checks with."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:explained",
      "1:the command line is wrong, or there is no such kind or field",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard explain                         # the kinds",
      "  trainyard explain train                   # its fields",
      "  trainyard explain wagon.outputs.merge     # one field; spec may be left out",
      "  trainyard explain settings.repository --output json"
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  private static final String SETTINGS = "Settings";
  private static final int MOST = 3;

  @Parameters(
      arity = "0..1",
      paramLabel = "KIND[.FIELD...]",
      completionCandidates = Paths.class,
      description = "A kind, and a field of it (default: list the kinds).")
  private @Nullable String path;

  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws UsageException {
    Screen screen = Screen.of(spec);
    if (path == null) {
      printKinds(screen);
    } else {
      Field field = field(path);
      switch (output.format()) {
        case JSON -> screen.json(new Json(), field);
        case TEXT -> screen.out().print(page(path, field, screen));
      }
    }
    screen.flush();
    return ExitCode.FINE.code();
  }

  /// What a shell may offer.
  static final class Paths implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return kinds().stream()
          .flatMap(
              kind -> {
                String word = kind.toLowerCase(Locale.ROOT);
                List<String> all = new ArrayList<>(List.of(word));
                FieldGuide.of(kind).paths().forEach(field -> all.add(word + "." + field));
                return all.stream();
              })
          .iterator();
    }
  }

  private static List<String> kinds() {
    List<String> kinds = new ArrayList<>();
    Arrays.stream(Kind.values()).map(Kind::toString).forEach(kinds::add);
    kinds.add(SETTINGS);
    return kinds;
  }

  private void printKinds(Screen screen) {
    List<Field> tops = kinds().stream().map(kind -> FieldGuide.of(kind).top()).toList();
    if (output.format() == OutputOption.Format.JSON) {
      screen.json(new Json(), tops);
      return;
    }
    TextTable table = new TextTable("kind", "is");
    tops.forEach(top -> table.row(top.path(), top.description()));
    screen.table(table);
  }

  private static Field field(String text) throws UsageException {
    List<String> words = List.of(text.split("\\.", -1));
    FieldGuide guide = FieldGuide.of(kind(words.getFirst()));
    List<String> fields = words.subList(1, words.size());
    if (fields.isEmpty()) {
      return guide.top();
    }
    return guide
        .field(fields)
        .orElseThrow(() -> new UsageException(unknown(words.getFirst(), fields, guide)));
  }

  private static String kind(String word) throws UsageException {
    for (String kind : kinds()) {
      boolean many = Kind.of(kind).map(Named::plural).filter(word::equalsIgnoreCase).isPresent();
      if (word.equalsIgnoreCase(kind) || many) {
        return kind;
      }
    }
    List<String> known = kinds().stream().map(kind -> kind.toLowerCase(Locale.ROOT)).toList();
    throw new UsageException(
        "there is no kind %s; %s"
            .formatted(
                word,
                Nearest.name(word.toLowerCase(Locale.ROOT), known)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("there is " + String.join(", ", known))));
  }

  private static String unknown(String kind, List<String> fields, FieldGuide guide) {
    String path = String.join(".", fields);
    List<String> near = new ArrayList<>(Nearest.names(path, guide.paths(), MOST));
    guide.paths().stream()
        .filter(known -> known.endsWith("." + fields.getLast()) && !near.contains(known))
        .limit(MOST - near.size())
        .forEach(near::add);
    String remedy =
        near.isEmpty()
            ? "see `trainyard explain " + kind + "`"
            : "did you mean " + kind + "." + String.join(" or " + kind + ".", near) + "?";
    return "%s has no field %s; %s".formatted(kind, path, remedy);
  }

  private static String page(String path, Field field, Screen screen) {
    TextPage page = new TextPage(screen.colours());
    String kind = path.replaceFirst("\\..*", "").toLowerCase(Locale.ROOT);
    page.heading(path.contains(".") ? kind + "." + field.path() : field.path())
        .line(field.description())
        .field("type", field.type())
        .field("need", field.path().contains(".") ? field.need().toString() : "")
        .field("default", Objects.requireNonNullElse(field.preset(), ""))
        .field("allowed", String.join(", ", field.allowed()))
        .field("rule", field.rule())
        .field("change", field.change());
    if (!field.fields().isEmpty()) {
      page.heading("fields");
      addFields(page, field.fields());
    }
    boolean top =
        !field.path().contains(".") && field.fields().stream().anyMatch(ExplainCommand::isSpec);
    if (top) {
      page.heading("spec");
      FieldGuide.of(field.path())
          .field(List.of("spec"))
          .ifPresent(below -> addFields(page, below.fields()));
    }
    for (String example : field.examples()) {
      page.line("example").verbatim(1, FieldGuide.yaml(example).lines().toList());
    }
    return page.text();
  }

  private static boolean isSpec(Field field) {
    return field.name().equals("spec");
  }

  private static void addFields(TextPage page, List<Field> fields) {
    TextTable table = new TextTable("field", "type", "need", "default", "is");
    for (Field field : fields) {
      table.row(
          field.name(),
          field.type(),
          field.need().toString(),
          Objects.requireNonNullElse(field.preset(), ""),
          field.description());
    }
    page.table(table);
  }
}
