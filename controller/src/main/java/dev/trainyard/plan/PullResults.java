package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which of the tests that a pull request wants have a result that counts.
final class PullResults {
  private final Wishes wishes;
  private final List<Result> over = new ArrayList<>();
  private final List<WantedTest> open = new ArrayList<>();
  private Instant until = Instant.MAX;
  private Map<Digest, WagonTestStatus> tests;

  record Result(WantedTest test, WagonTestStatus status) {}

  PullResults(Wishes wishes, WagonTestMachine machine, Map<Digest, WagonTestStatus> tests) {
    this.wishes = wishes;
    this.tests = tests;
    for (WantedTest test : wishes.wanted().values()) {
      Optional<WagonTestStatus> result = machine.result(test);
      if (result.isPresent()) {
        Instant end = machine.validUntil(result.get());
        until = end.isBefore(until) ? end : until;
        over.add(new Result(test, result.get()));
      } else {
        open.add(test);
      }
    }
  }

  /// Whether that is as it was: no status of these tests is another, and no result too old by now.
  boolean isStill(Map<Digest, WagonTestStatus> seen, Instant now) {
    boolean same =
        now.isBefore(until)
            && Difference.between(tests, seen).stream().noneMatch(wishes.keys()::contains);
    tests = same ? seen : tests;
    return same;
  }

  /// Those with a result, in the order in which they were asked for.
  List<Result> over() {
    return over;
  }

  /// Those without.
  List<WantedTest> open() {
    return open;
  }
}
