package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.controller.Vitals.Diagnosis;
import dev.trainyard.controller.Vitals.Outcome;
import dev.trainyard.controller.Vitals.View;
import dev.trainyard.git.Traffic;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
        .isEqualTo("stuck: nothing has moved in a round since 2026-11-21T08:00:00Z");
    vitals.ends(Outcome.CHANGED, view());
    assertThat(vitals.alive().isWell()).isTrue();
  }

  @Test
  void isNotStuckInALongRoundThatGoesOn() {
    vitals.begins();
    clock.pass(STUCK);

    vitals.goesOn();

    clock.pass(STUCK);
    assertThat(vitals.alive().isWell()).isTrue();
    vitals.ends(Outcome.CHANGED, view());
    assertThat(told).containsExactly("CHANGED PT30M");
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

  @Test
  void isStuckIfItDoesNotOpenWhatItWorksWith() {
    vitals.standsBy("other leads");
    clock.pass(STUCK.multipliedBy(9));
    assertThat(vitals.alive().isWell()).isTrue();
    vitals.takesOffice();
    clock.pass(STUCK);
    assertThat(vitals.alive().isWell()).isTrue();

    clock.pass(Duration.ofSeconds(1));

    assertThat(vitals.alive().words())
        .startsWith("stuck: it has been opening what it works with since");
  }

  @Test
  void isNotReadyBetweenItsElectionAndItsFirstRound() {
    vitals.standsBy("other leads");
    assertThat(vitals.ready()).isEqualTo(new Diagnosis(true, "standing by: other leads"));
    assertThat(vitals.isLeading()).isFalse();

    vitals.takesOffice();

    assertThat(vitals.ready())
        .isEqualTo(new Diagnosis(false, "not ready: it leads, and opens what it works with"));
    assertThat(vitals.isLeading()).isTrue();
    vitals.waits("it leads, and waits for other");
    assertThat(vitals.ready().words()).isEqualTo("not ready: it leads, and waits for other");
    assertThat(vitals.alive().isWell()).isTrue();
    assertThat(vitals.isLeading()).isTrue();
  }

  @Test
  void isAliveBetweenTwoTerms() {
    vitals.ends(Outcome.CHANGED, view());

    vitals.leaves();

    assertThat(vitals.alive().isWell()).isTrue();
    assertThat(vitals.ready().isWell()).isFalse();
    assertThat(vitals.isLeading()).isFalse();
    clock.pass(STUCK.plusSeconds(1));
    assertThat(vitals.alive().words()).startsWith("stuck: it has been closing");
  }

  /// They are the next leader's to tell.
  @Test
  void forgetsTheFiguresOfItsLastTerm() {
    vitals.ends(Outcome.CHANGED, view("Verified"));
    vitals.ends(Outcome.CHANGED, view());

    vitals.standsBy("other leads");

    assertThat(vitals.view().conditions()).isEmpty();
    assertThat(vitals.sinceFetched()).isEmpty();
    assertThat(vitals.sinceFollowed()).isEmpty();
    assertThat(vitals.traffic().answers()).as("counted over terms").isEqualTo(2);
    vitals.takesOffice();
    vitals.ends(
        Outcome.CHANGED,
        new View(Memory.EMPTY, Optional.empty(), List.of(), new Traffic(2, 0, 0, 0)));
    assertThat(vitals.traffic().answers()).isEqualTo(4);
    assertThat(vitals.sinceFetched()).as("as many answers as before").contains(Duration.ZERO);
  }

  @Test
  void isAsIllAsWhatItFearsFor() {
    AtomicReference<Optional<String>> other = new AtomicReference<>(Optional.empty());
    vitals.fearsFor(other::get);
    vitals.standsBy("other leads");
    assertThat(vitals.alive().isWell()).isTrue();

    other.set(Optional.of("nobody looks"));

    assertThat(vitals.alive()).isEqualTo(new Diagnosis(false, "nobody looks"));
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
