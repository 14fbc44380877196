package dev.trainyard.controller;

import dev.trainyard.controller.Moment.Doing;
import dev.trainyard.git.Traffic;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.report.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a controller is: its rounds write it down, and whoever asks reads it, from any thread.
///
/// What it holds are the values that the controller has anyway, so that telling costs nothing while
/// nobody asks.
public final class Vitals {
  /// While one of these is false, a commit of main may be one that the yard does not follow.
  private static final Set<String> GOOD =
      Set.of("SourceFetched", "MainFound", "HistoryIntact", "Verified");

  /// While this is false, nothing is decided.
  private static final String STORE = "StoreReachable";

  private final InstantSource clock;
  private final Duration stuck;
  private final Duration sleep;
  private final RoundMeter meter;
  private volatile Moment moment;
  private volatile Instant round;
  private volatile View view = View.NOTHING;
  private volatile @Nullable Instant fetched;
  private volatile @Nullable Instant followed;
  private volatile Traffic before = Traffic.NONE;
  private volatile Supplier<Optional<String>> illness = Optional::empty;
  private volatile @Nullable Instant vainSince;
  private volatile boolean begun;
  private volatile String trouble = "no round has ended yet";

  /// @param clock that nobody sets
  /// @param stuck how long nothing may move before it counts as stuck
  /// @param poll how long the controller sleeps at most between two rounds
  public Vitals(InstantSource clock, Duration stuck, Duration poll, RoundMeter meter) {
    this.clock = clock;
    this.stuck = stuck;
    this.sleep = stuck.plus(poll.compareTo(Retreat.LONGEST) > 0 ? poll : Retreat.LONGEST);
    this.meter = meter;
    this.round = clock.instant();
    this.moment = new Moment(Doing.BEGINNING, clock.instant());
  }

  /// What else ends a process that goes on: told in words if it has happened.
  public void fearsFor(Supplier<Optional<String>> other) {
    illness = other;
  }

  /// Told how long rounds take.
  @FunctionalInterface
  public interface RoundMeter {
    void took(Duration time, Outcome outcome);
  }

  /// What a round came to.
  public enum Outcome {
    /// It said something new.
    CHANGED,
    UNCHANGED,
    /// Something it cannot do without did not answer, or it has a bug.
    FAILED,
    /// Another controller has the yard.
    HELD
  }

  /// What the controller holds after a round.
  ///
  /// @param conditions of the yard as a whole
  public record View(
      Memory memory, Optional<Snapshot> yard, List<Condition> conditions, Traffic traffic) {
    static final View NOTHING = new View(Memory.EMPTY, Optional.empty(), List.of(), Traffic.NONE);

    /// How many errors the files have.
    public long errors() {
      return yard.stream().flatMap(it -> it.problems().stream()).filter(Problem::isError).count();
    }

    private boolean isGood() {
      return GOOD.stream().noneMatch(this::fails);
    }

    private boolean fails(String type) {
      return conditions.stream()
          .anyMatch(it -> it.status() == Truth.FALSE && it.type().equals(type));
    }
  }

  /// What was found, in words for people.
  public record Diagnosis(boolean isWell, String words) {
    private static Diagnosis well(String words) {
      return new Diagnosis(true, SafeText.plain(words));
    }

    private static Diagnosis ill(String words) {
      return new Diagnosis(false, SafeText.plain(words));
    }
  }

  /// A round begins.
  void begins() {
    round = clock.instant();
    enter(Doing.WORKING);
  }

  /// A round goes on: however long it takes, it is not stuck.
  void goesOn() {
    enter(Doing.WORKING);
  }

  /// A round has ended as it should.
  void ends(Outcome outcome, View after) {
    sawTraffic(after.traffic(), after.isGood());
    view = after;
    begun = true;
    trouble = "";
    if (after.fails(STORE)) {
      vain();
    } else {
      vainSince = null;
    }
    rests(outcome);
  }

  /// A round could not do its work.
  ///
  /// @param why for people
  void fails(Outcome outcome, String why, Traffic traffic) {
    sawTraffic(traffic, false);
    view = new View(view.memory(), view.yard(), view.conditions(), traffic);
    begun = begun && outcome == Outcome.FAILED;
    trouble = why;
    if (outcome == Outcome.FAILED) {
      vain();
    } else {
      vainSince = null;
    }
    rests(outcome);
  }

  private void rests(Outcome outcome) {
    meter.took(Duration.between(round, clock.instant()), outcome);
    enter(Doing.RESTING);
  }

  /// Nothing was of use.
  private void vain() {
    vainSince = vainSince == null ? clock.instant() : vainSince;
  }

  /// Whether it could do nothing for so long, where another one may be luckier.
  public boolean isInVain(Duration time) {
    Instant since = vainSince;
    return since != null && Duration.between(since, clock.instant()).compareTo(time) >= 0;
  }

  /// Another controller leads, and this one waits.
  ///
  /// @param why for people
  public void standsBy(String why) {
    forget(why);
    vainSince = null;
    enter(Doing.STANDING_BY);
  }

  /// This controller leads from now on, and opens what it works with.
  public void takesOffice() {
    forget("it leads, and opens what it works with");
    enter(Doing.BEGINNING);
  }

  /// It leads, and what it works with is in use.
  ///
  /// @param why for people
  public void waits(String why) {
    forget(why);
    vain();
    enter(Doing.BEGINNING);
  }

  /// Its rounds have ended, and it closes what it worked with.
  void leaves() {
    trouble = "it ends its work";
    begun = false;
    enter(Doing.LEAVING);
  }

  /// What it knew is another one's to tell from now on.
  private void forget(String why) {
    begun = false;
    trouble = why;
    before = traffic();
    view = View.NOTHING;
    fetched = null;
    followed = null;
  }

  /// Whether it leads, or there is no other one.
  public boolean isLeading() {
    return moment.isLeading();
  }

  /// The controller does nothing any more.
  public void ended() {
    enter(Doing.ENDED);
  }

  private void enter(Doing doing) {
    moment = new Moment(doing, clock.instant());
  }

  private void sawTraffic(Traffic traffic, boolean good) {
    if (traffic.answers() != view.traffic().answers()) {
      fetched = clock.instant();
      followed = good ? fetched : followed;
    }
  }

  /// Whether rounds follow each other. What they cannot reach is no matter: a new process would not
  /// reach it either.
  public Diagnosis alive() {
    Optional<String> ill = moment.illness(stuck, sleep, clock.instant());
    return ill.or(illness).map(Diagnosis::ill).orElse(Diagnosis.well("alive"));
  }

  /// Whether the controller does its work: the yard was read and a round has ended. One that stands
  /// by is as ready as it can be.
  public Diagnosis ready() {
    return switch (moment.doing()) {
      case ENDED -> Diagnosis.ill("the controller has ended");
      case STANDING_BY -> Diagnosis.well("standing by: " + trouble);
      case BEGINNING, WORKING, RESTING, LEAVING ->
          begun ? Diagnosis.well("ready") : Diagnosis.ill("not ready: " + trouble);
    };
  }

  /// What the controller held after the last round.
  public View view() {
    return view;
  }

  /// What went over the wire since the process began.
  public Traffic traffic() {
    return before.plus(view.traffic());
  }

  /// How long ago the remote has answered; empty if it never did.
  public Optional<Duration> sinceFetched() {
    return since(fetched);
  }

  /// How long ago the yard was known to be where the main branch is, and that is good: intact, and
  /// signed where it has to be.
  public Optional<Duration> sinceFollowed() {
    return since(followed);
  }

  private Optional<Duration> since(@Nullable Instant instant) {
    return Optional.ofNullable(instant).map(it -> Duration.between(it, clock.instant()));
  }
}
