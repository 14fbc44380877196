package dev.trainyard.controller;

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
import org.jspecify.annotations.Nullable;

/// How a controller is: its rounds write it down, and whoever asks reads it, from any thread.
///
/// What it holds are the values that the controller has anyway, so that telling costs nothing while
/// nobody asks.
public final class Vitals {
  /// While one of these is false, a commit of main may be one that the yard does not follow.
  private static final Set<String> GOOD =
      Set.of("SourceFetched", "MainFound", "HistoryIntact", "Verified");

  private final InstantSource clock;
  private final Duration stuck;
  private final Duration sleep;
  private final RoundMeter meter;
  private volatile Moment moment;
  private volatile View view = View.NOTHING;
  private volatile @Nullable Instant fetched;
  private volatile @Nullable Instant followed;
  private volatile boolean begun;
  private volatile String trouble = "no round has ended yet";

  /// @param stuck how long a round may take before it counts as stuck
  /// @param poll how long the controller sleeps at most between two rounds
  public Vitals(InstantSource clock, Duration stuck, Duration poll, RoundMeter meter) {
    this.clock = clock;
    this.stuck = stuck;
    this.sleep = stuck.plus(poll.compareTo(Retreat.LONGEST) > 0 ? poll : Retreat.LONGEST);
    this.meter = meter;
    this.moment = new Moment(Doing.WORKING, clock.instant());
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
      return conditions.stream()
          .noneMatch(it -> it.status() == Truth.FALSE && GOOD.contains(it.type()));
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

  private enum Doing {
    WORKING,
    RESTING,
    STANDING_BY,
    ENDED
  }

  private record Moment(Doing doing, Instant since) {
    boolean isLongerThan(Duration time, Instant now) {
      return Duration.between(since, now).compareTo(time) > 0;
    }
  }

  /// A round begins.
  void begins() {
    enter(Doing.WORKING);
  }

  /// A round has ended as it should.
  void ends(Outcome outcome, View after) {
    sawTraffic(after.traffic(), after.isGood());
    view = after;
    begun = true;
    trouble = "";
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
    rests(outcome);
  }

  private void rests(Outcome outcome) {
    meter.took(Duration.between(moment.since(), clock.instant()), outcome);
    enter(Doing.RESTING);
  }

  /// Another controller leads, and this one waits.
  ///
  /// @param why for people
  public void standsBy(String why) {
    begun = false;
    trouble = why;
    enter(Doing.STANDING_BY);
  }

  /// Whether it waits for another one to go.
  public boolean isStandingBy() {
    return moment.doing() == Doing.STANDING_BY;
  }

  /// The controller does nothing any more.
  void ended() {
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
    Moment now = moment;
    Instant time = clock.instant();
    return switch (now.doing()) {
      case WORKING ->
          now.isLongerThan(stuck, time)
              ? Diagnosis.ill("stuck: a round has been going on since " + now.since())
              : Diagnosis.well("alive");
      case RESTING ->
          now.isLongerThan(sleep, time)
              ? Diagnosis.ill("stuck: no round has begun since " + now.since())
              : Diagnosis.well("alive");
      case STANDING_BY -> Diagnosis.well("alive");
      case ENDED -> Diagnosis.ill("the controller has ended");
    };
  }

  /// Whether the controller does its work: the yard was read and a round has ended. One that stands
  /// by is as ready as it can be.
  public Diagnosis ready() {
    if (moment.doing() == Doing.ENDED) {
      return Diagnosis.ill("the controller has ended");
    } else if (isStandingBy()) {
      return Diagnosis.well("standing by: " + trouble);
    }
    return begun ? Diagnosis.well("ready") : Diagnosis.ill("not ready: " + trouble);
  }

  /// What the controller held after the last round.
  public View view() {
    return view;
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
