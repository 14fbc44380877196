package dev.trainyard.plan;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.reconcile.PullView.Policy;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.YardSpec.PullPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Whose a change is: who owns what it touches, as main has it, and who has to agree.
record Ownership(Ready ready, PullPolicy policy) {

  /// The owners of all analyses of which something would not be as it is.
  List<String> owners() {
    Set<String> owners = new TreeSet<>();
    for (String analysis : touched(ready.impact().wagons())) {
      owners.addAll(owners(ready.before(), analysis));
    }
    return List.copyOf(owners);
  }

  private Set<String> touched(Iterable<WagonRef> wagons) {
    Set<String> touched = new TreeSet<>(ready.impact().analyses());
    wagons.forEach(wagon -> touched.add(wagon.analysis()));
    return touched;
  }

  /// Who has to agree: the owners of what is changed, and maintainers of the policy.
  List<String> approvals() {
    List<String> approvals = new ArrayList<>();
    List<WagonRef> changed =
        ready.impact().wagons().stream().filter(this::isDeclaredOtherwise).toList();
    for (String analysis : touched(changed)) {
      List<String> owners = owners(ready.before(), analysis);
      if (!owners.isEmpty()) {
        approvals.add("one of %s: they own analysis %s".formatted(names(owners), analysis));
      }
    }
    if (ready.proposed() == Policy.CHANGED) {
      approvals.add(
          policy.maintainers().isEmpty()
              ? "a maintainer of the yard: it changes yard.yaml"
              : "one of %s: it changes yard.yaml".formatted(names(policy.maintainers())));
    }
    return approvals;
  }

  private boolean isDeclaredOtherwise(WagonRef wagon) {
    var before = ready.before().wagons().get(wagon);
    var after = ready.after().wagons().get(wagon);
    return before == null || after == null || !before.content().equals(after.content());
  }

  private static List<String> owners(Snapshot yard, String analysis) {
    Declared<AnalysisSpec> declared = yard.analyses().get(analysis);
    return declared == null ? List.of() : declared.spec().owners();
  }

  private static String names(List<String> users) {
    return String.join(", ", users.stream().sorted().toList());
  }
}
