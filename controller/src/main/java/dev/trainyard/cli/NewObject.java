package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.json.Json;
import dev.trainyard.model.Kind;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.store.StoreLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The files that declare something new, valid at once: what it refers to exists, and is chosen
/// where there is only one.
///
/// @param yard what is there
/// @param choice what the command line says
record NewObject(Snapshot yard, Choice choice) {
  private static final String COUNT_LINES =
      "[sh, \"-c\", 'cat $(cat \"${inputs}\") | wc -l | sed \"s/^ */lines,/; 1i what,count\" >"
          + " \"${output}/lines.csv\"']";

  /// What the command line says; what is null is chosen here.
  record Choice(
      @Nullable String dataset,
      @Nullable String pack,
      List<String> wagons,
      @Nullable String pattern,
      @Nullable String folder,
      String owner) {
    Choice {
      wagons = List.copyOf(wagons);
    }
  }

  /// The files of a new object, the object's own first.
  List<NewFile> files(Kind kind, String name) throws UsageException {
    refuse("--dataset", choice.dataset(), kind, Kind.WAGON, Kind.TRAIN);
    refuse("--package", choice.pack(), kind, Kind.WAGON);
    refuse("--pattern", choice.pattern(), kind, Kind.DATASET);
    refuse("--folder", choice.folder(), kind, Kind.PACKAGE);
    refuse("--wagon", choice.wagons().isEmpty() ? null : "", kind, Kind.TRAIN);
    return switch (kind) {
      case YARD -> throw new UsageException("a yard is begun with `trainyard init`");
      case PACKAGE -> pack(checked(name));
      case RUN_LIST -> List.of(object(kind, "runlists/" + checked(name), Map.of("name", name)));
      case RUN_LISTENER ->
          List.of(object(kind, "listeners/" + checked(name), Map.of("name", name)));
      case PIPELINE -> List.of(pipeline(checked(name)));
      case DATASET -> List.of(dataset(checked(name)));
      case ANALYSIS ->
          List.of(
              object(
                  kind,
                  "analyses/" + checked(name) + "/analysis",
                  Map.of("name", name, "owner", Template.value(choice.owner()))));
      case WAGON -> List.of(wagon(name));
      case TRAIN -> List.of(train(checked(name)));
    };
  }

  private static void refuse(String option, @Nullable String value, Kind kind, Kind... meant)
      throws UsageException {
    if (value != null && !List.of(meant).contains(kind)) {
      throw new UsageException("%s says nothing of a %s".formatted(option, Named.word(kind)));
    }
  }

  private static String checked(String name) throws UsageException {
    if (!Named.isName(name)) {
      throw new UsageException(
          name
              + " is not a name; write at most 63 lower-case letters, digits and inner hyphens,"
              + " such as jpsi-mass");
    }
    return name;
  }

  private static NewFile object(Kind kind, String path, Map<String, String> values) {
    String text = Template.of(Named.word(kind) + ".yaml").fill(kind.toString(), values);
    return new NewFile(path + ".yaml", text);
  }

  private List<NewFile> pack(String name) throws UsageException {
    String folder = choice.folder() == null ? "software/" + name : inside(choice.folder());
    List<NewFile> files = new ArrayList<>();
    files.add(
        object(
            Kind.PACKAGE,
            "packages/" + name,
            Map.of("name", name, "folder", Template.value(folder))));
    files.add(new NewFile(folder + "/README.md", "The software of the package `" + name + "`.\n"));
    return files;
  }

  private static String inside(String folder) throws UsageException {
    String plain = folder.replaceFirst("(?<=.)/+$", "").replaceFirst("^(\\./)+", "");
    try {
      StoreLayout.inside(Path.of(""), plain);
      return plain;
    } catch (IllegalArgumentException _) {
      throw new UsageException(
          "--folder is a folder of the yard, from its top, such as software/tools, and not "
              + folder);
    }
  }

  private NewFile pipeline(String name) throws UsageException {
    List<String> wagons = yard.wagons().keySet().stream().map(WagonRef::toString).sorted().toList();
    return object(
        Kind.PIPELINE,
        "pipelines/" + name,
        Map.of(
            "name",
            name,
            "dataset",
            one(Kind.DATASET, "--dataset", choice.dataset(), datasets()),
            "wagon",
            one(Kind.WAGON, "--wagon", null, wagons)));
  }

  private NewFile dataset(String name) {
    String pattern = choice.pattern() == null ? "file:" + name + "/*" : choice.pattern();
    Map<String, String> values =
        Map.of("name", name, "pattern", new Json().line(pattern), "split", "1");
    return object(Kind.DATASET, "datasets/" + name, values);
  }

  private NewFile wagon(String text) throws UsageException {
    WagonRef ref;
    try {
      ref = WagonRef.parse(text);
    } catch (IllegalArgumentException _) {
      String some = yard.analyses().keySet().stream().sorted().findFirst().orElse("ANALYSIS");
      throw new UsageException(
          "a wagon is named with its analysis, such as %s/%s".formatted(some, text));
    }
    checked(ref.wagon());
    String analysis = known(Kind.ANALYSIS, ref.analysis());
    Declared<AnalysisSpec> owner = yard.analyses().get(analysis);
    String file = owner == null ? "" : owner.position().path();
    String folder = file.substring(0, file.lastIndexOf('/') + 1);
    return object(
        Kind.WAGON,
        folder + "wagons/" + ref.wagon(),
        Map.of(
            "name",
            ref.wagon(),
            "analysis",
            analysis,
            "package",
            one(Kind.PACKAGE, "--package", choice.pack(), yard.packages().keySet()),
            "command",
            COUNT_LINES,
            "file",
            "lines.csv",
            "key",
            "what",
            "dataset",
            one(Kind.DATASET, "--dataset", choice.dataset(), datasets())));
  }

  private NewFile train(String name) throws UsageException {
    List<String> names = yard.wagons().keySet().stream().map(WagonRef::toString).sorted().toList();
    List<String> wagons = new ArrayList<>();
    for (String wagon : choice.wagons()) {
      wagons.add(known(Kind.WAGON, wagon));
    }
    if (wagons.isEmpty()) {
      wagons.add(one(Kind.WAGON, "--wagon", null, names));
    }
    return object(
        Kind.TRAIN,
        "trains/" + name,
        Map.of(
            "name",
            name,
            "dataset",
            one(Kind.DATASET, "--dataset", choice.dataset(), datasets()),
            "scope",
            "test",
            "wagons",
            String.join(", ", wagons)));
  }

  private List<String> datasets() {
    return yard.datasets().keySet().stream().sorted().toList();
  }

  /// The one that was named, or the only one that there is.
  private String one(Kind kind, String option, @Nullable String named, Iterable<String> names)
      throws UsageException {
    TreeSet<String> known = new TreeSet<>();
    names.forEach(known::add);
    if (named != null) {
      return known(kind, named);
    }
    if (known.size() == 1) {
      return known.first();
    }
    throw new UsageException(
        known.isEmpty()
            ? "there is no %s yet; make one with `trainyard new %s %s`"
                .formatted(
                    Named.word(kind),
                    Named.word(kind),
                    kind == Kind.WAGON ? "ANALYSIS/NAME" : "NAME")
            : "name the %s with %s: %s"
                .formatted(Named.word(kind), option, String.join(", ", known)));
  }

  private String known(Kind kind, String name) throws UsageException {
    return YardNames.of(yard, Memory.EMPTY).find(name, EnumSet.of(kind)).name();
  }
}
