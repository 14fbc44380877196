package dev.trainyard.config;

import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import dev.trainyard.model.work.Placeholders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A wagon: what it refers to, its outputs, the placeholders of its commands.
record WagonChecks(
    Located<WagonSpec> wagon, YardIndex yard, Map<String, List<PackageVersion>> versions) {
  /// What a merge knows besides the configuration: it runs in no job.
  private static final Set<String> MERGING = Set.of("package");

  void addTo(List<Problem> problems) {
    checkAnalysis(problems);
    checkPackage(problems);
    checkEnabling(problems);
    checkArtefacts(problems);
    checkInput(problems);
    checkOutputs(problems);
    checkPlaceholders(problems);
    new ImageChecks(yard, versions).addWagon(wagon, problems);
  }

  private void checkAnalysis(List<Problem> problems) {
    String analysis = wagon.spec().analysis();
    if (!yard.analyses().containsKey(analysis)) {
      problems.add(
          yard.unknown(wagon, List.of("spec", "analysis"), new Claim(Kind.ANALYSIS, analysis)));
    }
  }

  private void checkPackage(List<Problem> problems) {
    String name = wagon.spec().software().name();
    if (!yard.packages().containsKey(name)) {
      problems.add(
          yard.unknown(wagon, List.of("spec", "package", "name"), new Claim(Kind.PACKAGE, name)));
    } else if (!wagon.spec().software().isLatest()) {
      TagCheck.of(wagon, List.of("spec", "package", "tag"), name, wagon.spec().software().tag())
          .addTo(versions, problems);
    }
  }

  private void checkEnabling(List<Problem> problems) {
    Set<String> seen = new HashSet<>();
    List<Enabled> enabled = wagon.spec().enabledOn();
    for (int i = 0; i < enabled.size(); i++) {
      String name = enabled.get(i).dataset();
      List<?> at = List.of("spec", "enabledOn", i, "dataset");
      Located<DatasetSpec> dataset = yard.datasets().get(name);
      if (dataset == null) {
        problems.add(yard.unknown(wagon, at, new Claim(Kind.DATASET, name)));
      } else if (dataset.spec().state() == State.DEPRECATED) {
        problems.add(deprecated(wagon, at, name));
      }
      if (!seen.add(name)) {
        problems.add(
            wagon.broken(
                Rule.DUPLICATE_ENABLING,
                at,
                "the wagon is enabled on " + name + " twice",
                "delete one of the two"));
      }
    }
  }

  /// It would be tested, and would ride, without what it or a wagon that it depends on needs.
  private void checkArtefacts(List<Problem> problems) {
    if (wagon.spec().enabledOn().isEmpty()) {
      return;
    }
    for (Located<WagonSpec> carried :
        new CarriedWagons(yard).of(List.of(new WagonRef(wagon.spec().analysis(), wagon.name())))) {
      if (!carried.spec().artefacts().isEmpty()) {
        problems.add(
            wagon.brokenKey(
                Rule.ARTEFACT_ENABLED,
                List.of("spec", "enabledOn"),
                "the wagon %s/%s needs the artefact %s, which only a train gives that names its wagons"
                    .formatted(
                        carried.spec().analysis(),
                        carried.name(),
                        carried.spec().artefacts().getFirst()),
                "delete enabledOn, and name the wagon in a train with that artefact"));
      }
    }
  }

  static Problem deprecated(Located<?> object, List<?> at, String name) {
    return object.broken(
        Rule.DEPRECATED_DATASET,
        at,
        "the dataset " + name + " is deprecated",
        "use the one that replaces it");
  }

  private void checkInput(List<Problem> problems) {
    Input input = wagon.spec().input();
    if (!input.isStream() && input.headerLines() > 0) {
      problems.add(
          wagon.broken(
              Rule.HEADER_WITHOUT_STREAM,
              List.of("spec", "inputHeaderLines"),
              "inputHeaderLines has no effect: the wagon opens its files itself",
              "delete it, or write input: stream"));
    }
  }

  private void checkOutputs(List<Problem> problems) {
    List<Output> outputs = wagon.spec().outputs();
    for (int i = 0; i < outputs.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (collide(outputs.get(i).file(), outputs.get(j).file())) {
          problems.add(
              wagon.broken(
                  Rule.DUPLICATE_OUTPUT,
                  List.of("spec", "outputs", i, "file"),
                  outputs.get(i).file() + " collides with the output " + outputs.get(j).file(),
                  "write another file name"));
        }
      }
    }
  }

  /// Whether two files are the same or one would be a folder of the other.
  private static boolean collide(String one, String other) {
    return one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/");
  }

  private void checkPlaceholders(List<Problem> problems) {
    Set<String> config = new TreeSet<>();
    Set<String> compound = new HashSet<>();
    addPlaceholders(wagon.spec().config(), config, compound);
    for (Subwagon subwagon : wagon.spec().subwagons()) {
      addPlaceholders(subwagon.config(), new HashSet<>(), compound);
    }
    Words words = new Words(wagon, compound, problems);
    words.check(
        List.of("spec", "command"),
        wagon.spec().command(),
        with(with(config, Placeholders.FIXED), artefacts()));
    for (int i = 0; i < wagon.spec().outputs().size(); i++) {
      words.check(
          List.of("spec", "outputs", i, "merge", "command"),
          wagon.spec().outputs().get(i).merge().command(),
          with(config, MERGING));
    }
  }

  private Set<String> artefacts() {
    Set<String> names = new TreeSet<>();
    wagon.spec().artefacts().forEach(name -> names.add(Placeholders.ARTEFACT + name));
    return names;
  }

  private static void addPlaceholders(
      Map<String, Object> config, Set<String> scalar, Set<String> compound) {
    config.forEach(
        (name, value) -> {
          boolean isCompound = value instanceof List<?> || value instanceof Map<?, ?>;
          (isCompound ? compound : scalar).add(Placeholders.CONFIG + name);
        });
  }

  private static Set<String> with(Set<String> some, Set<String> more) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(more);
    return all;
  }

  private record Words(Located<WagonSpec> wagon, Set<String> compound, List<Problem> problems) {

    void check(List<?> at, List<String> command, Set<String> known) {
      for (int i = 0; i < command.size(); i++) {
        List<Object> word = new ArrayList<>(at);
        word.add(i);
        new CommandChecks(wagon, word, command.get(i), known, compound).addTo(problems);
      }
    }
  }
}
