package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.WagonSpec;
import java.util.ArrayList;
import java.util.List;

/// Names and places of objects: each name once, one yard, wagons in the folder of their analysis.
final class NameChecks {
  private NameChecks() {}

  /// Names that several files declare, and yards besides the first one. Told at both places:
  /// whoever looks at one file only must see it. What stands in for an invalid file is passed over:
  /// nobody sees its text.
  static List<Problem> of(LiveYard yard) {
    List<Problem> problems = new ArrayList<>();
    yard.contested()
        .map(all -> all.stream().filter(Located::current).toList())
        .filter(all -> all.size() > 1)
        .forEach(
            all -> {
              for (Located<?> second : all.subList(1, all.size())) {
                problems.add(duplicate(all.getFirst(), second));
                problems.add(duplicate(second, all.getFirst()));
              }
            });
    List<? extends Located<?>> yards = List.copyOf(yard.index().yards().values());
    yards.stream().skip(1).forEach(it -> problems.add(secondYard(it, yards.getFirst())));
    return problems;
  }

  private static Problem duplicate(Located<?> here, Located<?> there) {
    return Rule.DUPLICATE_NAME.broken(
        here.namePosition(),
        "the name " + here.name() + " is also declared in " + Wording.shown(there.path()),
        "rename one of the two");
  }

  private static Problem secondYard(Located<?> second, Located<?> first) {
    return Rule.ONE_YARD.broken(
        second.namePosition(),
        "this is a second yard, besides " + Wording.shown(first.path()),
        "delete one of the two files");
  }

  static void misplaced(Located<WagonSpec> wagon, List<Problem> problems) {
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
