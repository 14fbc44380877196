package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;

import dev.trainyard.model.reconcile.PullPlan;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.plan.OpenPulls.Pull;
import java.util.List;
import java.util.Map;

/// A yard whose wagons `ana/spectrum` and `ana/other` have passed their tests, and what pull
/// request 7 would make of it: a change of `ana/spectrum`, and whatever the test adds.
final class ProposedChange {
  final SmallYard yard = enabled(new SmallYard());
  final SmallYard changed = enabled(new SmallYard());
  final WorldInMemory world = new WorldInMemory(yard);

  ProposedChange() {
    changed.wagon("ana/spectrum").config = Map.of("bins", 200);
    world.run();
  }

  private static SmallYard enabled(SmallYard yard) {
    yard.wagon("ana/spectrum").enabled("events", Mode.ALWAYS);
    yard.wagon("ana/other", it -> it.config = Map.of("other", 1)).enabled("events", Mode.ALWAYS);
    return yard;
  }

  /// Opens the pull request, or gives it another head, with what it changes by now.
  Pull open() {
    return world.pulls.open("7").brings(yard, changed);
  }

  /// Main is what the pull request would have made of it.
  void merge(Pull pull) {
    yard.wagons.clear();
    yard.wagons.putAll(changed.wagons);
    pull.close();
  }

  /// What the last plan said of it.
  PullPlan said() {
    return world.pulls.said("7");
  }

  MergePreview preview() {
    return requireNonNull(said().preview());
  }

  /// The wagons with tests of its own.
  List<String> tested() {
    return said().tests().stream().map(test -> test.wagon().toString()).toList();
  }
}
