package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Spec;
import dev.trainyard.model.spec.WagonSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Names and places of objects: each name once, one yard, wagons in the folder of their analysis.
record NameChecks(YardIndex yard) {

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    yard.duplicates().forEach(second -> problems.addAll(duplicate(second)));
    yard.yards().values().stream().skip(1).forEach(it -> problems.add(secondYard(it)));
    yard.wagons().values().stream().filter(Located::current).forEach(it -> misplaced(it, problems));
    return problems;
  }

  /// Told at both places: whoever looks at one file only must see it.
  private List<Problem> duplicate(Located<?> second) {
    Located<?> first = namesake(second);
    return List.of(duplicate(first, second), duplicate(second, first));
  }

  private static Problem duplicate(Located<?> here, Located<?> there) {
    return Rule.DUPLICATE_NAME.broken(
        here.namePosition(),
        "the name " + here.name() + " is also declared in " + Wording.shown(there.path()),
        "rename one of the two");
  }

  private Located<?> namesake(Located<?> second) {
    return sameKind(second.spec())
        .filter(it -> it.name().equals(second.name()) && sameAnalysis(it.spec(), second.spec()))
        .findFirst()
        .orElseThrow();
  }

  private Stream<? extends Located<?>> sameKind(Spec spec) {
    return Stream.of(
            yard.yards(),
            yard.packages(),
            yard.runLists(),
            yard.datasets(),
            yard.analyses(),
            yard.wagons(),
            yard.trains())
        .flatMap(objects -> objects.values().stream())
        .filter(it -> it.spec().getClass() == spec.getClass());
  }

  private static boolean sameAnalysis(Spec one, Spec other) {
    return !(one instanceof WagonSpec a && other instanceof WagonSpec b)
        || a.analysis().equals(b.analysis());
  }

  private Problem secondYard(Located<?> second) {
    Located<?> first = yard.yards().values().iterator().next();
    return Rule.ONE_YARD.broken(
        second.namePosition(),
        "this is a second yard, besides " + Wording.shown(first.path()),
        "delete one of the two files");
  }

  private static void misplaced(Located<WagonSpec> wagon, List<Problem> problems) {
    String[] folders = wagon.path().split("/", -1);
    String analysis = wagon.spec().analysis();
    if (folders.length > 2 && folders[0].equals("analyses") && !folders[1].equals(analysis)) {
      problems.add(
          wagon.broken(
              Rule.MISPLACED_FILE,
              List.of("spec", "analysis"),
              "the wagon is of the analysis "
                  + analysis
                  + ", but lies in the folder of "
                  + Wording.shown(folders[1]),
              "move it to analyses/" + analysis + "/wagons, where its owners watch over it"));
    }
  }
}
