package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Everything that can only be told with the whole yard at hand.
record CrossChecks(YardIndex yard, Map<String, List<PackageVersion>> versions) {

  /// Problems of files that are valid by themselves; of objects that stand in for an invalid file
  /// nothing is told, since their text is not what people see.
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(new NameChecks(yard).problems());
    DependencyChecks dependencies = new DependencyChecks(yard);
    current(yard.packages()).forEach(it -> new PackageChecks(it, versions).addTo(problems));
    current(yard.runLists()).forEach(it -> new RunListChecks(it).addTo(problems));
    current(yard.datasets()).forEach(it -> new DatasetChecks(it, yard).addTo(problems));
    current(yard.datasets()).forEach(it -> new DerivationChecks(it, yard).addTo(problems));
    current(yard.wagons()).forEach(it -> new WagonChecks(it, yard, versions).addTo(problems));
    current(yard.wagons()).forEach(it -> new SubwagonChecks(it).addTo(problems));
    current(yard.wagons()).forEach(it -> dependencies.addTo(it, problems));
    current(yard.trains()).forEach(it -> new TrainChecks(it, yard, versions).addTo(problems));
    return problems;
  }

  private static <S extends Spec> Stream<Located<S>> current(Map<?, Located<S>> objects) {
    return objects.values().stream().filter(Located::current);
  }
}
