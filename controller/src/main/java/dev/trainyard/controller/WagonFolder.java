package dev.trainyard.controller;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Folds what became of wagon tests into what is said of wagons.
final class WagonFolder {
  private static final Comparator<WagonTestStatus> NEWEST_FIRST =
      Comparator.comparing(WagonTestStatus::since).reversed().thenComparing(WagonTestStatus::order);

  private WagonFolder() {}

  /// The wagons of the yard, and those that are gone and have tests that could not be ended yet.
  ///
  /// @param failures by subject, and by order of the tests
  static Map<WagonRef, WagonStatus> fold(
      Memory before,
      Snapshot snapshot,
      List<WagonTestStatus> tested,
      Map<String, ActionResult> failures,
      Instant now) {
    Map<WagonRef, Map<Digest, WagonTestStatus>> planned = new HashMap<>();
    for (WagonTestStatus test : tested) {
      ActionResult shared = failures.get(test.order());
      switch (shared == null && !failures.isEmpty() ? failures.get(test.subject()) : shared) {
        case null -> keep(test, planned);
        case ActionResult.Done(var _) -> keep(test, planned);
        case ActionResult.Retryable(var _, var _), ActionResult.Postponed(var _, var _) -> {}
        case ActionResult.Refused(var _, String why) -> keep(refused(test, why, now), planned);
      }
    }
    Map<WagonRef, WagonStatus> wagons = new HashMap<>();
    for (Map.Entry<WagonRef, Declared<WagonSpec>> wagon : snapshot.wagons().entrySet()) {
      WagonRef ref = wagon.getKey();
      WagonStatus prior = before.wagons().get(ref);
      Map<Digest, WagonTestStatus> wanted = planned.getOrDefault(ref, Map.of());
      List<WagonTestStatus> said =
          prior == null ? List.of() : settled(prior.tests(), before.tests());
      List<WagonTestStatus> tests =
          prior != null && isSaid(wanted, said) ? said : merged(said, wanted);
      String description = wagon.getValue().spec().description();
      boolean same =
          prior != null && prior.tests().equals(tests) && prior.description().equals(description);
      wagons.put(ref, same ? prior : new WagonStatus(ref, description, snapshot.commit(), tests));
    }
    for (WagonStatus prior : before.wagons().values()) {
      if (!snapshot.wagons().containsKey(prior.wagon())) {
        open(prior, planned.getOrDefault(prior.wagon(), Map.of()))
            .ifPresent(open -> wagons.put(prior.wagon(), open));
      }
    }
    return wagons;
  }

  /// What is left of a wagon that is gone: tests that could not be ended yet.
  private static Optional<WagonStatus> open(
      WagonStatus prior, Map<Digest, WagonTestStatus> planned) {
    List<WagonTestStatus> open =
        prior.tests().stream()
            .filter(test -> !test.phase().isOver() && !planned.containsKey(test.key()))
            .toList();
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new WagonStatus(prior.wagon(), prior.description(), prior.observedCommit(), open));
  }

  /// What was said, with the end of tests that a pull request has seen to their end.
  private static List<WagonTestStatus> settled(
      List<WagonTestStatus> said, Map<Digest, WagonTestStatus> known) {
    if (said.stream().allMatch(test -> test.phase().isOver())) {
      return said;
    }
    return said.stream().map(test -> settled(test, known.get(test.key()))).toList();
  }

  private static WagonTestStatus settled(WagonTestStatus test, @Nullable WagonTestStatus known) {
    return known != null
            && !test.phase().isOver()
            && known.phase().isOver()
            && known.order().equals(test.order())
        ? known.speakingFor(test.wagon())
        : test;
  }

  /// Whether what was said before says all, and not too much.
  private static boolean isSaid(Map<Digest, WagonTestStatus> wanted, List<WagonTestStatus> before) {
    return before.size() <= WagonStatus.MOST_TESTS && before.containsAll(wanted.values());
  }

  private static void keep(
      WagonTestStatus test, Map<WagonRef, Map<Digest, WagonTestStatus>> planned) {
    planned.computeIfAbsent(test.wagon(), _ -> new LinkedHashMap<>()).put(test.key(), test);
  }

  private static WagonTestStatus refused(WagonTestStatus test, String why, Instant now) {
    return test.enter(new WagonTestPhase.Failed(StatusFolder.REFUSED), now)
        .explained(why + "; change the wagon and commit, it is tested again", List.of());
  }

  /// All tests that are wanted or not over, filled up with the newest of the others.
  private static List<WagonTestStatus> merged(
      List<WagonTestStatus> before, Map<Digest, WagonTestStatus> planned) {
    Map<String, WagonTestStatus> byOrder = new LinkedHashMap<>();
    planned.values().forEach(test -> byOrder.put(test.order(), test));
    before.stream()
        .filter(test -> !test.phase().isOver())
        .forEach(test -> byOrder.putIfAbsent(test.order(), test));
    before.stream()
        .sorted(NEWEST_FIRST)
        .filter(test -> !byOrder.containsKey(test.order()))
        .limit(Math.max(0, WagonStatus.MOST_TESTS - byOrder.size()))
        .toList()
        .forEach(test -> byOrder.put(test.order(), test));
    return byOrder.values().stream().sorted(NEWEST_FIRST).toList();
  }
}
