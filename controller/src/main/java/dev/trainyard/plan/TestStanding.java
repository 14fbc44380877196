package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.YardSpec.TestPolicy;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonTestStatus.MadeFor;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.WorkOrder.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Tells where a wagon test stands: whether what was said of it before still counts, and by which
/// order it is made.
///
/// @param purpose of the orders that are written
/// @param whom the pull request that they are written for, if they are for one
record TestStanding(Facts facts, Purpose purpose, @Nullable MadeFor whom) {
  /// How long a test rests that failed through no fault of its wagon.
  static final Duration NO_VERDICT_FOR = Duration.ofHours(1);

  /// The cause of a test that was ended because nobody wanted its result.
  static final String CANCELLED = ExitCause.CANCELLED.toString();

  /// How many tests of pull requests are looked for whose status nobody remembers.
  private static final int GENERATIONS_OF_PULLS = 3;

  /// The orders that may be the test's: of its generation, of the one after, and those by which a
  /// pull request may have asked for it before; none if it is over.
  List<String> orders(WantedTest test, @Nullable WagonTestStatus known) {
    WagonTestStatus status = current(test, known);
    if (status.phase().isOver()) {
      return List.of();
    }
    List<String> orders = new ArrayList<>(ofPulls(test, known));
    orders.add(status.order());
    orders.add(order(test, status.generation() + 1));
    return orders;
  }

  private List<String> ofPulls(WantedTest test, @Nullable WagonTestStatus known) {
    return known == null && purpose == Purpose.WAGON_TEST
        ? IntStream.range(0, GENERATIONS_OF_PULLS)
            .mapToObj(generation -> OrderId.pullTest(test.key(), generation))
            .toList()
        : List.of();
  }

  private String order(WantedTest test, int generation) {
    return purpose == Purpose.PULL_TEST
        ? OrderId.pullTest(test.key(), generation)
        : OrderId.wagonTest(test.key(), generation);
  }

  /// The test as it stands: the prior one, or the next generation of one that is worth nothing any
  /// more.
  WagonTestStatus current(WantedTest test, @Nullable WagonTestStatus prior) {
    if (prior == null) {
      return foundOfPull(test, prior).orElseGet(() -> found(test, 0));
    }
    if (isOnlyOfPull(prior)) {
      return found(test, prior.generation() + 1);
    }
    return switch (prior.phase()) {
      case WagonTestPhase.Expired() -> found(test, prior.generation() + 1);
      case WagonTestPhase.Failed(String cause) when cause.equals(CANCELLED) ->
          found(test, prior.generation() + 1);
      case WagonTestPhase.Passed(), WagonTestPhase.Warned(_), WagonTestPhase.Failed(_) ->
          facts.now().isBefore(validUntil(prior)) ? counting(test, prior) : expired(test, prior);
      case WagonTestPhase.Waiting(), WagonTestPhase.Running() -> counting(test, prior);
    };
  }

  /// A result for whoever asks: for main it counts from the commit on that asks for it first.
  private WagonTestStatus counting(WantedTest test, WagonTestStatus prior) {
    WagonTestStatus speaking = prior.speakingFor(test.wagon());
    return purpose == Purpose.WAGON_TEST
        ? speaking.countingSince(facts.snapshot().commit())
        : speaking;
  }

  /// Whether it says nothing of main that a test failed: a pull request's runs confined.
  boolean isOnlyOfPull(WagonTestStatus test) {
    return purpose == Purpose.WAGON_TEST
        && test.phase() instanceof WagonTestPhase.Failed
        && OrderId.isPullTest(test.order());
  }

  /// A test that a pull request has passed, and of which only the store knows.
  private Optional<WagonTestStatus> foundOfPull(WantedTest test, @Nullable WagonTestStatus known) {
    for (String order : ofPulls(test, known)) {
      OrderProgress progress = facts.observed().orders().get(order);
      if (progress != null && progress.committed().containsKey(0)) {
        MadeFor closed = new MadeFor(MadeFor.CLOSED, progress.order().commit(), null);
        return Optional.of(counting(test, fresh(test, order, 0).madeFor(closed)));
      }
    }
    return Optional.empty();
  }

  /// The test of this generation, or of the last one that the store remembers beyond it.
  private WagonTestStatus found(WantedTest test, int generation) {
    int last = generation;
    while (facts.observed().orders().containsKey(order(test, last + 1))) {
      last++;
    }
    return fresh(test, order(test, last), last);
  }

  private WagonTestStatus expired(WantedTest test, WagonTestStatus prior) {
    return prior
        .speakingFor(test.wagon())
        .enter(new WagonTestPhase.Expired(), facts.now())
        .explained("the result has become too old; it is tested again", List.of());
  }

  /// Until when a result counts.
  Instant validUntil(WagonTestStatus status) {
    TestPolicy policy = facts.snapshot().yard().spec().test();
    boolean verdict =
        !(status.phase() instanceof WagonTestPhase.Failed(String cause))
            || TestVerdict.isOwnFault(cause);
    return status.since().plus(verdict ? policy.validFor() : NO_VERDICT_FOR);
  }

  /// When it is to be looked at again.
  @Nullable Instant expiry(WagonTestStatus status) {
    return status.phase() instanceof WagonTestPhase.Expired ? facts.now() : validUntil(status);
  }

  /// A test that nobody has begun.
  WagonTestStatus fresh(WantedTest test) {
    return fresh(test, order(test, 0), 0);
  }

  private WagonTestStatus fresh(WantedTest test, String order, int generation) {
    Digest key = test.key();
    return new WagonTestStatus(
        key,
        test.wagon(),
        test.dataset(),
        facts.snapshot().commit(),
        test.composed().packages(),
        order,
        generation,
        new WagonTestPhase.Waiting(),
        facts.now(),
        "",
        List.of(),
        0,
        test.sample().size(),
        test.sample().stream().mapToLong(f -> f.knownSize()).sum(),
        List.of(),
        null,
        whom);
  }
}
