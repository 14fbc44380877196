package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.Vitals.Outcome;
import dev.trainyard.controller.Vitals.View;
import dev.trainyard.git.Traffic;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VitalsTest {
  private static final Duration STUCK = Duration.ofMinutes(15);
  private static final Duration POLL = Duration.ofMinutes(5);

  private final TestClock clock = new TestClock();
  private final List<String> told = new ArrayList<>();
  private final Vitals vitals =
      new Vitals(clock, STUCK, POLL, (time, outcome) -> told.add(outcome + " " + time));
  private long answers;

  @Test
  void isNotReadyBeforeTheFirstRoundHasEnded() {
    assertThat(vitals.ready().isWell()).isFalse();

    vitals.fails(Outcome.FAILED, "no \u001b[31mroute\nto host", Traffic.NONE);

    assertThat(vitals.ready().isWell()).isFalse();
    assertThat(vitals.ready().words()).isEqualTo("not ready: no route to host");
    vitals.begins();
    vitals.ends(Outcome.UNCHANGED, view());
    assertThat(vitals.ready().isWell()).isTrue();
  }

  @Test
  void staysReadyWhileRoundsFail() {
    vitals.ends(Outcome.CHANGED, view());

    vitals.fails(Outcome.FAILED, "the store is away", Traffic.NONE);

    assertThat(vitals.ready().isWell()).isTrue();
    assertThat(vitals.alive().isWell()).isTrue();
  }

  @Test
  void isNotReadyWhileAnotherHasTheYard() {
    vitals.ends(Outcome.CHANGED, view());

    vitals.fails(Outcome.HELD, "another controller works on this yard", Traffic.NONE);

    assertThat(vitals.ready().words()).contains("another controller works on this yard");
    assertThat(vitals.alive().isWell()).isTrue();
  }

  @Test
  void isStuckInARoundThatDoesNotEnd() {
    vitals.begins();
    clock.pass(STUCK);
    assertThat(vitals.alive().isWell()).isTrue();

    clock.pass(Duration.ofSeconds(1));

    assertThat(vitals.alive().isWell()).isFalse();
    assertThat(vitals.alive().words())
        .isEqualTo("stuck: a round has been going on since 2026-11-21T08:00:00Z");
    vitals.ends(Outcome.CHANGED, view());
    assertThat(vitals.alive().isWell()).isTrue();
  }

  @Test
  void isStuckIfNoRoundBeginsAnyMore() {
    vitals.ends(Outcome.CHANGED, view());
    clock.pass(STUCK.plus(POLL));
    assertThat(vitals.alive().isWell()).isTrue();

    clock.pass(Duration.ofSeconds(1));

    assertThat(vitals.alive().words()).startsWith("stuck: no round has begun since");
  }

  @Test
  void bearsAClockThatIsSetBack() {
    vitals.begins();

    clock.pass(Duration.ofDays(-1));

    assertThat(vitals.alive().isWell()).isTrue();
  }

  @Test
  void isNeitherAliveNorReadyAfterItsEnd() {
    vitals.ends(Outcome.CHANGED, view());

    vitals.ended();

    assertThat(vitals.alive().isWell()).isFalse();
    assertThat(vitals.ready().isWell()).isFalse();
  }

  @Test
  void tellsHowLongRoundsTook() {
    vitals.begins();
    clock.pass(Duration.ofSeconds(3));
    vitals.ends(Outcome.CHANGED, view());
    clock.pass(Duration.ofMinutes(1));
    vitals.begins();
    clock.pass(Duration.ofSeconds(4));
    vitals.fails(Outcome.FAILED, "away", Traffic.NONE);

    assertThat(told).containsExactly("CHANGED PT3S", "FAILED PT4S");
  }

  @Test
  void doesNotFollowABranchThatItCannotTrust() {
    assertThat(vitals.sinceFetched()).isEmpty();
    vitals.ends(Outcome.CHANGED, view());
    clock.pass(Duration.ofMinutes(1));

    vitals.ends(Outcome.UNCHANGED, view("HistoryIntact"));
    clock.pass(Duration.ofSeconds(10));

    assertThat(vitals.sinceFetched()).contains(Duration.ofSeconds(10));
    assertThat(vitals.sinceFollowed()).contains(Duration.ofSeconds(70));
    vitals.ends(Outcome.UNCHANGED, view("Valid"));
    assertThat(vitals.sinceFollowed()).contains(Duration.ZERO);
  }

  /// After the repository has answered once more.
  private View view(String... failing) {
    List<Condition> conditions =
        List.of(failing).stream()
            .map(type -> new Condition(type, Truth.FALSE, "Bad", "", clock.instant()))
            .toList();
    answers++;
    Traffic traffic = new Traffic(answers, 0, 0, 0);
    return new View(Memory.EMPTY, Optional.empty(), conditions, traffic);
  }
}
