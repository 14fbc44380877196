package dev.trainyard.plan;

import static dev.trainyard.model.status.PullStatus.TESTED;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the tests of a pull request say together. What is not known is no success.
///
/// @param own tests made for it
/// @param reused results that were there
/// @param waits tests that cannot be made now
/// @param untrusted how many wait for trust
/// @param hold who holds it, whoever is trusted; empty if nobody does
record PullVerdict(
    List<WagonTestStatus> own,
    List<WagonTestStatus> reused,
    List<Wait> waits,
    int untrusted,
    String hold) {
  private static final Set<String> WHICH_PASS =
      Set.of("ListingDataset", "EngineUnreachable", PullDesk.QUEUED);

  Condition of(Condition trusted, Instant now) {
    List<WagonTestStatus> tests = Stream.concat(own.stream(), reused.stream()).toList();
    List<WagonTestStatus> failed =
        tests.stream().filter(test -> test.phase() instanceof WagonTestPhase.Failed).toList();
    long running = count(tests, test -> !test.phase().isOver());
    if (!failed.isEmpty()) {
      WagonTestStatus first = failed.getFirst();
      return said(
          Truth.FALSE,
          "TestFailed",
          "%d of %d failed; wagon %s on %s: %s"
              .formatted(
                  failed.size(), tests.size(), first.wagon(), first.dataset(), first.message()),
          now);
    }
    if (!hold.isEmpty()) {
      return said(Truth.FALSE, PullTrust.HELD, PullTrust.heldBy(hold), now);
    }
    if (untrusted > 0) {
      return said(
          Truth.UNKNOWN, trusted.reason(), untrusted + " not begun: " + trusted.message(), now);
    }
    if (!waits.isEmpty()) {
      boolean goesOn = waits.stream().allMatch(PullVerdict::goesOn);
      Wait first = waits.stream().filter(wait -> goesOn || !goesOn(wait)).findFirst().orElseThrow();
      return said(
          goesOn ? Truth.UNKNOWN : Truth.FALSE,
          goesOn ? "Waiting" : "CannotBeTested",
          first.subject() + ": " + first.message(),
          now);
    }
    if (running > 0) {
      return said(
          Truth.UNKNOWN, "Testing", "%d of %d not over".formatted(running, tests.size()), now);
    }
    return passed(tests, now);
  }

  private static boolean goesOn(Wait wait) {
    return WHICH_PASS.contains(wait.reason());
  }

  private Condition passed(List<WagonTestStatus> tests, Instant now) {
    if (tests.isEmpty()) {
      return said(Truth.TRUE, "NothingToTest", "it changes nothing that is tested", now);
    }
    long warned = count(tests, test -> test.phase() instanceof WagonTestPhase.Warned);
    String all = (tests.size() == 1 ? "1 test passed" : tests.size() + " tests passed") + found();
    return warned == 0
        ? said(Truth.TRUE, "Passed", all, now)
        : said(Truth.TRUE, "Warned", all + ", " + warned + " with warnings", now);
  }

  /// Of results that were found again, nobody must think that they were made for this.
  private String found() {
    if (reused.isEmpty()) {
      return "";
    }
    String which = own.isEmpty() ? "" : " " + reused.size() + " of them";
    return "," + which + " found again by test key and not run for this pull request";
  }

  private static long count(List<WagonTestStatus> tests, Predicate<WagonTestStatus> which) {
    return tests.stream().filter(which).count();
  }

  private static Condition said(Truth truth, String reason, String message, Instant now) {
    return new Condition(TESTED, truth, reason, message, now);
  }
}
