package dev.trainyard.plan;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A pull request with the tests that it wants, sorted by what is to be done for them: some have a
/// result, some are held until it is trusted, and of the rest it may have so many.
final class AskedPull {
  private final PullView view;
  private final Condition trusted;
  private final PullTests.@Nullable Known known;
  private final Map<Digest, WagonTestStatus> said = new HashMap<>();
  private final List<WagonTestStatus> reused = new ArrayList<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<WantedTest> beyond = new ArrayList<>();
  private int room;
  private int held;

  /// A test that is its own, or becomes so.
  ///
  /// @param again the failed result that is to be replaced; null if there is none
  /// @param status how far it is; null if it would begin
  record Candidate(
      WantedTest test, @Nullable WagonTestStatus again, @Nullable WagonTestStatus status) {
    Digest key() {
      return test.key();
    }

    boolean begins() {
      return status == null;
    }

    TestStep step(WagonTestMachine machine) {
      return again == null ? machine.advance(test) : machine.again(test, again);
    }

    List<String> orders(WagonTestMachine machine) {
      return again == null ? machine.orders(test) : machine.ordersAgain(test, again);
    }
  }

  /// @param known null if it is not ready to be tested
  AskedPull(PullView view, Condition trusted, PullTests.@Nullable Known known, Facts main) {
    this.view = view;
    this.trusted = trusted;
    this.known = known;
    view.said().forEach(test -> said.put(test.key(), test));
    this.room = PullStatus.MOST_TESTS - said.size();
    if (known != null) {
      PullResults results = known.results(main);
      results.over().forEach(result -> sort(result.test(), result.status()));
      results.open().forEach(test -> sort(test, main.observed()));
    }
  }

  private void sort(WantedTest test, WagonTestStatus result) {
    boolean again = isAskedAgain(result) && mayTest();
    if (!again && !said.containsKey(test.key())) {
      reused.add(result);
    } else {
      sort(test, again ? new Candidate(test, result, null) : new Candidate(test, null, result));
    }
  }

  private boolean isAskedAgain(WagonTestStatus result) {
    Instant retest = view.retest();
    return retest != null
        && result.phase() instanceof WagonTestPhase.Failed
        && result.since().isBefore(retest);
  }

  private void sort(WantedTest test, Observed seen) {
    WagonTestStatus status = seen.tests().get(test.key());
    boolean runs = status != null && isUnderway(status);
    sort(test, new Candidate(test, null, runs ? status : null));
  }

  private void sort(WantedTest test, Candidate candidate) {
    boolean own = said.containsKey(test.key());
    if (!mayTest() && !(own && isHeld())) {
      held++;
    } else if (own || room > 0) {
      room -= own ? 0 : 1;
      candidates.add(candidate);
    } else {
      beyond.add(test);
    }
  }

  PullView view() {
    return view;
  }

  String name() {
    return view.name();
  }

  Condition trusted() {
    return trusted;
  }

  PullTests.@Nullable Known known() {
    return known;
  }

  boolean mayTest() {
    return trusted.status() == Truth.TRUE;
  }

  /// What was begun before goes on.
  private boolean isHeld() {
    return trusted.reason().equals(PullTrust.HELD);
  }

  /// Results that were there.
  List<WagonTestStatus> reused() {
    return reused;
  }

  /// Its tests, in order.
  List<Candidate> candidates() {
    return candidates;
  }

  /// Tests that are too many.
  List<WantedTest> beyond() {
    return beyond;
  }

  /// How many wait for trust.
  int held() {
    return held;
  }

  static boolean isUnderway(WagonTestStatus test) {
    return test.phase() instanceof WagonTestPhase.Running;
  }

  /// Its tests that would begin.
  Turns.Line line() {
    return new Turns.Line(
        name(),
        (int) view.said().stream().filter(AskedPull::isUnderway).count(),
        candidates.stream().filter(Candidate::begins).map(Candidate::key).toList());
  }

  /// Whether it wants this test, or may once that can be found out.
  boolean mayWant(WagonTestStatus test) {
    if (view.merge() instanceof Merge.Unread) {
      return said.containsKey(test.key());
    }
    return known != null
        && (mayTest() || isHeld())
        && (known.wishes().keys().contains(test.key())
            || (said.containsKey(test.key())
                && known.wishes().unlisted().contains(test.dataset())));
  }
}
