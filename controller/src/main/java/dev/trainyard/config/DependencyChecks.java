package dev.trainyard.config;

import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.WagonSpec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What wagons depend on: known wagons, of their own analysis or a service, in no circle.
record DependencyChecks(YardIndex yard) {

  void addTo(Located<WagonSpec> wagon, List<Problem> problems) {
    List<String> names = wagon.spec().dependsOn();
    for (int i = 0; i < names.size(); i++) {
      List<?> at = List.of("spec", "dependsOn", i);
      WagonRef target = WagonRef.parse(names.get(i), wagon.spec().analysis());
      if (yard.wagon(target).isEmpty()) {
        problems.add(unknown(wagon, at, target, names.get(i)));
      } else if (isForeign(wagon, target)) {
        problems.add(foreign(wagon, at, target));
      } else {
        Circle.through(ref(wagon), target, this::dependencies)
            .ifPresent(circle -> problems.add(circular(wagon, at, circle)));
      }
    }
  }

  private Problem unknown(Located<WagonSpec> wagon, List<?> at, WagonRef target, String written) {
    Claim claim = new Claim(Kind.WAGON, target.toString());
    if (yard.invalid().containsKey(claim)) {
      return yard.unknown(wagon, at, claim);
    }
    boolean qualified = written.indexOf('/') >= 0;
    Set<String> known =
        yard.wagons().keySet().stream()
            .filter(ref -> !ref.equals(ref(wagon)) && !isForeign(wagon, ref))
            .filter(ref -> qualified || ref.analysis().equals(target.analysis()))
            .map(ref -> qualified ? ref.toString() : ref.wagon())
            .collect(Collectors.toCollection(TreeSet::new));
    String remedy = qualified ? "declare it" : "write analysis/wagon for one of a service analysis";
    return wagon.unknown(at, "wagon", written, known, remedy);
  }

  private boolean isForeign(Located<WagonSpec> wagon, WagonRef target) {
    Located<AnalysisSpec> analysis = yard.analyses().get(target.analysis());
    boolean own = target.analysis().equals(wagon.spec().analysis());
    return !own && (analysis == null || !analysis.spec().service());
  }

  private static Problem foreign(Located<WagonSpec> wagon, List<?> at, WagonRef target) {
    return wagon.broken(
        Rule.FOREIGN_DEPENDENCY,
        at,
        target + " belongs to another analysis, which is no service",
        "ask its owners to set service: true in the analysis " + target.analysis());
  }

  private static Problem circular(Located<WagonSpec> wagon, List<?> at, List<WagonRef> circle) {
    String shown = circle.stream().map(WagonRef::toString).collect(Collectors.joining(" -> "));
    return wagon.broken(
        Rule.DEPENDENCY_CYCLE,
        at,
        "these wagons depend on each other in a circle: " + shown,
        "remove one of the dependencies");
  }

  private List<WagonRef> dependencies(WagonRef wagon) {
    return yard.wagon(wagon).map(Located::spec).stream()
        .flatMap(spec -> spec.dependsOn().stream().map(it -> WagonRef.parse(it, spec.analysis())))
        .toList();
  }

  private static WagonRef ref(Located<WagonSpec> wagon) {
    return new WagonRef(wagon.spec().analysis(), wagon.name());
  }
}
