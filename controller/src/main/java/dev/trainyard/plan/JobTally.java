package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.TrainSpec.Retry;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.ExitCause.Blame;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.OrderProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where every job of an order is, and what is to be done about those that failed.
final class JobTally {
  private static final int INPUT_RETRIES = 1;

  /// Somebody who makes room wants to see that it helps.
  private static final Duration LONGEST_WAIT_FOR_ROOM = Duration.ofMinutes(5);

  private final Retry retry;
  private final Set<InstanceName> uncoupled;
  private final Instant now;
  private final TreeMap<Double, List<Integer>> ready = new TreeMap<>();
  private final List<GivenUp> givenUp = new ArrayList<>();
  private int waiting;
  private int running;
  private int done;
  private int lost;
  private @Nullable Instant due;

  private JobTally(Retry retry, Set<InstanceName> uncoupled, Instant now) {
    this.retry = retry;
    this.uncoupled = Set.copyOf(uncoupled);
    this.now = now;
  }

  /// Jobs to submit together.
  ///
  /// @param allowance factor on the wagons' limits
  record Batch(double allowance, List<Integer> indexes) {}

  /// A job that is not tried again.
  ///
  /// @param culprits the instances whose own fault it is; empty if it is nobody's
  record GivenUp(int index, ExitCause cause, String message, List<InstanceName> culprits) {}

  /// Counts the jobs of an order.
  ///
  /// @param uncoupled instances that the order goes on without: their failures no longer count
  static JobTally count(
      OrderProgress progress,
      AttemptLog attempts,
      Retry retry,
      Set<InstanceName> uncoupled,
      Instant now) {
    JobTally tally = new JobTally(retry, uncoupled, now);
    for (JobSplit job : progress.order().jobs()) {
      if (progress.committed().containsKey(job.index())) {
        tally.done++;
      } else {
        tally.place(job.index(), attempts.of(job.index()));
      }
    }
    return tally;
  }

  JobCounts counts() {
    return new JobCounts(waiting, running, done, givenUp.size() - lost, lost);
  }

  List<Batch> batches() {
    return ready.entrySet().stream().map(e -> new Batch(e.getKey(), e.getValue())).toList();
  }

  List<GivenUp> givenUp() {
    return List.copyOf(givenUp);
  }

  Optional<Instant> nextRetry() {
    return Optional.ofNullable(due);
  }

  private void place(int index, List<Attempt> attempts) {
    if (attempts.isEmpty()) {
      submit(index, 1);
      return;
    }
    Attempt last = attempts.getLast();
    switch (last) {
      case Attempt.Queued() -> waiting++;
      case Attempt.Running() -> running++;
      case Attempt.Failed(_), Attempt.Lost(_, _), Attempt.Cancelled(_) ->
          failed(index, last, attempts);
    }
  }

  private void failed(int index, Attempt last, List<Attempt> attempts) {
    if (!counts(last)) {
      submit(index, allowance(attempts));
      return;
    }
    Blame blame = last.cause().blame();
    long tries = attempts.stream().filter(a -> counts(a) && a.cause().blame() == blame).count();
    if (tries > limit(blame)) {
      giveUp(index, last);
      return;
    }
    Instant at = last.ended().plus(pause(retry, tries, blame));
    boolean clockWasSetBack = last.ended().isAfter(now);
    if (at.isAfter(now) && !clockWasSetBack) {
      waiting++;
      due = due == null || at.isBefore(due) ? at : due;
    } else {
      submit(index, allowance(attempts));
    }
  }

  /// The wait after so many tries: doubled for each, up to a thousandfold; for room, which somebody
  /// may make at any time, never long.
  static Duration pause(Retry retry, long tries, Blame blame) {
    Duration wait = retry.backoff().multipliedBy(1L << Math.min(tries - 1, 10));
    boolean tooLong = blame == Blame.STORE && wait.compareTo(LONGEST_WAIT_FOR_ROOM) > 0;
    return tooLong ? LONGEST_WAIT_FOR_ROOM : wait;
  }

  private void submit(int index, double allowance) {
    waiting++;
    ready.computeIfAbsent(allowance, key -> new ArrayList<>()).add(index);
  }

  private void giveUp(int index, Attempt last) {
    switch (last) {
      case Attempt.Failed(JobResult result) ->
          givenUp.add(new GivenUp(index, result.cause(), result.message(), culprits(result)));
      case Attempt.Lost(_, String why) when !why.isEmpty() -> lost(index, ": " + why);
      case Attempt.Lost(_, _), Attempt.Cancelled(_), Attempt.Queued(), Attempt.Running() ->
          lost(index, "");
    }
  }

  private void lost(int index, String why) {
    lost++;
    String message = "the job ended without a result" + why;
    givenUp.add(new GivenUp(index, ExitCause.LOST, message, List.of()));
  }

  /// Whether an attempt counts against the job: not if only uncoupled wagons failed in it.
  private boolean counts(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Failed(JobResult result) -> {
        Collection<InstanceName> culprits = culprits(result);
        yield culprits.isEmpty() || !uncoupled.containsAll(culprits);
      }
      case Attempt.Lost(_, _), Attempt.Cancelled(_) -> true;
      case Attempt.Queued(), Attempt.Running() -> false;
    };
  }

  /// The instances whose own fault a failed job is; none if its input was bad or the store was
  /// full, whatever they made of it.
  static List<InstanceName> culprits(JobResult result) {
    if (result.cause().blame().excusesWagons()) {
      return List.of();
    }
    return result.wagons().stream()
        .filter(w -> isOwnFault(w.cause().blame()))
        .map(WagonResult::name)
        .toList();
  }

  private static boolean isOwnFault(Blame blame) {
    return blame == Blame.WAGON || blame == Blame.RESOURCES;
  }

  /// Twice as much after every attempt that ran into a limit.
  private double allowance(List<Attempt> attempts) {
    long exceeded =
        attempts.stream().filter(a -> counts(a) && a.cause().blame() == Blame.RESOURCES).count();
    return Math.pow(2, (double) exceeded);
  }

  private int limit(Blame blame) {
    return switch (blame) {
      case WAGON -> retry.wagon();
      case RESOURCES -> retry.resources();
      case INPUT -> INPUT_RETRIES;
      case INFRASTRUCTURE, NOBODY -> retry.infrastructure();
      case STORE -> Integer.MAX_VALUE;
    };
  }
}
