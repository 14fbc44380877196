package dev.trainyard.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.model.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When the lead begins and ends, to the second: looks and time go on when told.
class TermOfLeadTest {
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration INSTANT = Duration.ofMillis(1);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T08:00:00Z"));
  private final AtomicInteger lost = new AtomicInteger();
  private final FakeBoard board = FakeBoard.empty("one");
  private final Election one = candidate("one", board);

  @Test
  void oneOfTwoLeadsAllTheTime() {
    Election other = candidate("other", board.of("other"));

    for (int look = 0; look < 50; look++) {
      one.compete();
      other.compete();

      assertThat(one.isHeld()).as("look %d", look).isTrue();
      assertThat(other.isHeld()).as("look %d", look).isFalse();
      pass(Duration.ofMillis(2500));
    }
  }

  @Test
  void leadsNoMoreBeforeAnotherMay() {
    FakeBoard others = board.of("other");
    Election other = candidate("other", others);
    one.compete();
    other.compete();
    one.whenLost(lost::incrementAndGet);
    board.away();

    pass(DEADLINE.minus(INSTANT));
    one.compete();
    assertThat(one.isHeld()).isTrue();
    pass(INSTANT);
    assertThat(one.isHeld()).isFalse();
    one.compete();
    assertThat(lost).hasValue(1);
    pass(LONG.minus(DEADLINE));
    other.compete();
    assertThat(other.isHeld()).isFalse();
    pass(INSTANT);
    other.compete();

    assertThat(other.isHeld()).isTrue();
    assertThat(lost).hasValue(1);
  }

  /// What is read may have been renewed at the last instant before the answer.
  @Test
  void waitsForAWholeDurationFromTheAnswerOn() {
    FakeBoard others = board.of("other");
    Election other = candidate("other", others);
    one.compete();
    other.compete();
    others.on(
        () -> {
          pass(Duration.ofSeconds(7));
          one.compete();
          others.on(() -> {});
        });

    other.compete();
    pass(LONG);
    other.compete();

    assertThat(other.isHeld()).isFalse();
    pass(INSTANT);
    other.compete();
    assertThat(other.isHeld()).isTrue();
  }

  @Test
  @Timeout(60)
  void endsInTimeThoughALookNeverDoes() {
    CountDownLatch never = new CountDownLatch(1);
    Election soon = candidate("one", board, Duration.ofMillis(300), now::get);
    soon.compete();
    soon.whenLost(lost::incrementAndGet);
    board.on(never::await);

    pass(LONG);
    soon.compete();

    assertThat(soon.isHeld()).isFalse();
    assertThat(lost).hasValue(1);
    board.on(() -> {});
    soon.compete();
    assertThat(soon.isHeld()).isTrue();
  }

  /// The thread that looks is not relied on: the next look is minutes away here.
  @Test
  void endsInTimeBetweenTwoLooks() {
    LeaseSettings settings = settings("one", Duration.ofMinutes(10));
    try (Election begun = Election.begin(settings, board, now::get, now::get)) {
      await().atMost(Duration.ofMinutes(1)).until(begun::isHeld);
      begun.whenLost(lost::incrementAndGet);

      pass(Duration.ofMinutes(7));

      await().atMost(Duration.ofSeconds(50)).until(() -> lost.get() == 1);
    }
  }

  @Test
  void looksAgainAfterABug() {
    SteadyClock steady = new SteadyClock(now.get(), System::nanoTime);
    AtomicInteger looks = new AtomicInteger();
    board.on(
        () -> {
          if (looks.incrementAndGet() < 3) {
            throw new NoClassDefFoundError("a library's");
          }
        });

    try (Election begun =
        Election.begin(settings("one", Duration.ofSeconds(6)), board, steady, steady)) {
      await().atMost(Duration.ofMinutes(1)).until(begun::isHeld);
    }

    assertThat(board.holder()).isEmpty();
  }

  @Test
  void isIllOnlyWhileNobodyLooks() {
    one.compete();
    board.away();
    pass(LONG.multipliedBy(4));
    assertThat(one.illness()).isEmpty();

    pass(INSTANT);

    assertThat(one.illness()).contains("stuck: the lease was not looked at for 60 s");
    one.compete();
    assertThat(one.illness()).isEmpty();
  }

  private Election candidate(String name, FakeBoard board) {
    return candidate(name, board, LONG, now::get);
  }

  private static Election candidate(
      String name, FakeBoard board, Duration duration, InstantSource clock) {
    return new Election(settings(name, duration), board, clock, clock);
  }

  private static LeaseSettings settings(String name, Duration duration) {
    return new LeaseSettings("trainyard", name, null, null, null, duration);
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }
}
