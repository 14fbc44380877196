package dev.trainyard.config;

import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.DatasetSpec.Subset;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.TrainSpec.Scope;
import dev.trainyard.model.spec.WagonSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A train: its dataset and what it needs of it, its wagons, the tags that it pins.
record TrainChecks(
    Located<TrainSpec> train, YardIndex yard, Map<String, List<PackageVersion>> versions) {

  void addTo(List<Problem> problems) {
    addSampleTo(problems);
    new ArtefactChecks(train, yard, carried()).addTo(problems);
  }

  /// All but its artefacts.
  void addSampleTo(List<Problem> problems) {
    Located<DatasetSpec> dataset = yard.datasets().get(train.spec().dataset());
    List<?> at = List.of("spec", "dataset");
    if (dataset == null) {
      problems.add(yard.unknown(train, at, new Claim(Kind.DATASET, train.spec().dataset())));
    } else {
      if (dataset.spec().state() == State.DEPRECATED) {
        problems.add(WagonChecks.deprecated(train, at, dataset.name()));
      }
      checkScope(dataset, problems);
      checkSubset(dataset, problems);
      checkRuns(dataset, problems);
    }
    checkEnabled(problems);
    addWagonsTo(problems);
  }

  /// Of its wagons and their packages only.
  void addWagonsTo(List<Problem> problems) {
    checkNamed(problems);
    train.spec().tags().forEach((name, tag) -> checkTag(name, tag, problems));
    if (train.spec().wagons().enabled() == null) {
      // Which of the enabled wagons ride is not decided before it departs.
      new ImageChecks(yard, versions).addTrain(train, carried(), train.spec().tags(), problems);
    }
  }

  private void checkScope(Located<DatasetSpec> dataset, List<Problem> problems) {
    if (train.spec().scope() == Scope.SHORT && dataset.spec().scopes().shortFiles() == null) {
      problems.add(
          train.broken(
              Rule.TRAIN_SCOPE,
              List.of("spec", "scope"),
              "the dataset " + dataset.name() + " has no short scope",
              "give it scopes.short, or run over test or full"));
    }
  }

  private void checkSubset(Located<DatasetSpec> dataset, List<Problem> problems) {
    String subset = train.spec().subset();
    List<String> known = dataset.spec().subsets().stream().map(Subset::name).toList();
    if (subset != null && !known.contains(subset)) {
      problems.add(
          train.unknown(
              List.of("spec", "subset"),
              "subset of " + dataset.name() + " called",
              subset,
              known,
              "declare it in the dataset"));
    }
  }

  private void checkRuns(Located<DatasetSpec> dataset, List<Problem> problems) {
    List<Long> runs = Objects.requireNonNullElse(train.spec().runs(), List.of());
    Optional<Set<Long>> known = new DatasetChecks(dataset, yard).knownRuns();
    for (int i = 0; i < runs.size(); i++) {
      if (known.isPresent() && !known.get().contains(runs.get(i))) {
        problems.add(
            train.broken(
                Rule.TRAIN_RUNS,
                List.of("spec", "runs", i),
                "run " + runs.get(i) + " is not among the runs of " + dataset.name(),
                "delete it, or select it in the dataset"));
      }
    }
  }

  private void checkNamed(List<Problem> problems) {
    List<String> named = train.spec().wagons().named();
    for (int i = 0; i < named.size(); i++) {
      if (yard.wagon(WagonRef.parse(named.get(i))).isEmpty()) {
        List<?> at = List.of("spec", "wagons", "named", i);
        problems.add(yard.unknown(train, at, new Claim(Kind.WAGON, named.get(i))));
      }
    }
  }

  private void checkEnabled(List<Problem> problems) {
    if (train.spec().wagons().enabled() != null && enabledWagons().findAny().isEmpty()) {
      problems.add(
          train.brokenKey(
              Rule.TRAIN_WAGONS,
              List.of("spec", "wagons", "enabled"),
              "no wagon with these labels is enabled on " + train.spec().dataset(),
              "enable one, or change the labels"));
    }
  }

  private Stream<Located<WagonSpec>> enabledWagons() {
    Map<String, String> labels = train.spec().wagons().enabled();
    return labels == null
        ? Stream.empty()
        : yard.wagons().values().stream()
            .filter(it -> it.declared().labels().entrySet().containsAll(labels.entrySet()))
            .filter(it -> isEnabledHere(it.spec()));
  }

  private boolean isEnabledHere(WagonSpec wagon) {
    return wagon.enabledOn().stream().anyMatch(on -> on.dataset().equals(train.spec().dataset()));
  }

  private void checkTag(String name, String tag, List<Problem> problems) {
    List<String> at = List.of("spec", "tags", name);
    if (!yard.packages().containsKey(name)) {
      problems.add(
          train.brokenKey(
              Rule.UNKNOWN_REFERENCE,
              at,
              "there is no package " + name,
              Wording.remedyFor(name, yard.packages().keySet(), "delete the line")));
      return;
    }
    TagCheck.of(train, at, name, tag).addTo(versions, problems);
    boolean used =
        carried().stream()
            .map(wagon -> wagon.spec().software())
            .anyMatch(it -> it.name().equals(name) && it.isLatest());
    if (!used) {
      problems.add(
          train.brokenKey(
              Rule.UNUSED_TAG,
              at,
              "no wagon of the train uses the package " + name + " at its latest tag",
              "delete the line: tags that wagons fix themselves are not changed"));
    }
  }

  /// The wagons that the train may carry, with what they depend on.
  private List<Located<WagonSpec>> carried() {
    List<WagonRef> roots = new ArrayList<>();
    train.spec().wagons().named().forEach(name -> roots.add(WagonRef.parse(name)));
    enabledWagons().forEach(it -> roots.add(new WagonRef(it.spec().analysis(), it.name())));
    return new CarriedWagons(yard).of(roots);
  }
}
