package dev.trainyard.plan;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.status.MergePreview.Cost;
import dev.trainyard.model.status.MergePreview.Outcome;
import dev.trainyard.model.status.MergePreview.TestForecast;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonTestStatus.MadeFor;
import dev.trainyard.model.work.ResourceUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says what becomes of the tests that a pull request wants.
///
/// @param looked what is known of tests
/// @param own keys of the tests of the pull request itself
/// @param trusted whether its wagons are tested
/// @param machine knows which results count
record TestForecasts(
    Facts facts, Looked looked, Set<Digest> own, Condition trusted, WagonTestMachine machine) {

  List<TestForecast> all(Wishes wishes) {
    List<TestForecast> tests = new ArrayList<>();
    for (WantedTest test : wishes.wanted().values()) {
      WagonTestStatus known = looked.test(test.key());
      tests.add(of(test, isOwn(test) || isRunning(known) ? known : result(test)));
    }
    for (Wait wait : wishes.waits()) {
      tests.add(new TestForecast(wait.subject(), Outcome.IMPOSSIBLE, wait.message(), null));
    }
    return tests;
  }

  /// What counts of somebody else's.
  private @Nullable WagonTestStatus result(WantedTest test) {
    Optional<WagonTestStatus> result = machine.result(test);
    result.ifPresent(it -> looked.holdsUntil(machine.validUntil(it)));
    return result.orElse(null);
  }

  private static boolean isRunning(@Nullable WagonTestStatus status) {
    return status != null && status.phase() instanceof WagonTestPhase.Running;
  }

  private TestForecast of(WantedTest test, @Nullable WagonTestStatus status) {
    ResourceUsage used = status == null ? null : status.expected();
    Cost expected = used == null ? null : CostEstimate.ofDataset(test, used, facts.snapshot());
    return new TestForecast(
        WagonTestMachine.subject(test.wagon(), test.dataset()),
        outcome(test, status),
        said(test, status),
        expected);
  }

  private Outcome outcome(WantedTest test, @Nullable WagonTestStatus status) {
    if (status != null && status.phase().isOver()) {
      return isOwn(test) ? Outcome.DONE : Outcome.REUSED;
    }
    if (trusted.status() != Truth.TRUE) {
      return Outcome.HELD;
    }
    return isRunning(status) ? Outcome.RUNNING : Outcome.TO_DO;
  }

  private boolean isOwn(WantedTest test) {
    return own.contains(test.key());
  }

  private String said(WantedTest test, @Nullable WagonTestStatus status) {
    if (status == null || !status.phase().isOver()) {
      return test.sample().size() == 1 ? "over 1 file" : "over " + test.sample().size() + " files";
    }
    String word = status.phase().word().toLowerCase(Locale.ROOT);
    String result = status.message().isEmpty() ? word : word + ": " + status.message();
    return isOwn(test) ? result : result + "; " + source(status);
  }

  /// Where a result comes from that was found again: an equal wagon of somebody else has the same
  /// key.
  private static String source(WagonTestStatus status) {
    MadeFor whom = status.madeFor();
    return "found again by its test key %s, by which wagon %s ran %s"
        .formatted(
            status.key().abbreviated(),
            status.wagon(),
            whom == null
                ? "on main at " + status.observedCommit().abbreviated()
                : "for %s at %s".formatted(whom.subject(), whom.head().abbreviated()));
  }
}
