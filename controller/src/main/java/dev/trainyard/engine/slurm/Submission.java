package dev.trainyard.engine.slurm;

import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A submission as it was seen last: its parts while it is under way, its outcome after that.
final class Submission {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final Acceptance acceptance;
  private List<PartWatch> parts;
  private Sighting.Seen seen = new Sighting.Seen(Map.of());
  private @Nullable Instant overAt;
  private Instant pausedUntil = Instant.MIN;
  private Duration pause = SHORTEST_PAUSE;

  /// One that is under way.
  Submission(Acceptance acceptance, SlurmLedger ledger) {
    this.acceptance = acceptance;
    this.parts = acceptance.parts().stream().map(part -> new PartWatch(part, ledger)).toList();
    refresh();
  }

  /// One that is over.
  Submission(Acceptance acceptance, SubmissionOutcome outcome) {
    this.acceptance = acceptance;
    this.parts = List.of();
    this.overAt = outcome.at();
    Map<Integer, TaskState> states = new HashMap<>();
    outcome.groups().forEach(g -> g.indexes().forEach(index -> states.put(index, g.state())));
    this.seen = new Sighting.Seen(states);
  }

  TaskArray array() {
    return acceptance.array();
  }

  SubmissionName name() {
    return array().name();
  }

  Acceptance acceptance() {
    return acceptance;
  }

  Instant acceptedAt() {
    return acceptance.at();
  }

  /// Its parts while it is under way.
  List<PartWatch> parts() {
    return parts;
  }

  int open() {
    return parts.stream().mapToInt(PartWatch::open).sum();
  }

  Sighting.Seen seen() {
    return seen;
  }

  /// When it was seen to be over.
  Optional<Instant> overAt() {
    return Optional.ofNullable(overAt);
  }

  /// Has [#seen] say what its parts say.
  void refresh() {
    Map<Integer, TaskState> states = HashMap.newHashMap(array().indexes().size());
    for (PartWatch watch : parts) {
      List<Integer> indexes = watch.part().indexes();
      for (int place = 0; place < indexes.size(); place++) {
        states.put(indexes.get(place), watch.state(place));
      }
    }
    seen = new Sighting.Seen(states);
  }

  /// Whether it is time to try again to submit what is left of it.
  boolean mayTry(Instant now) {
    return !now.isBefore(pausedUntil);
  }

  /// Submitting what is left of it failed: the next pause is twice as long.
  void failed(Instant now) {
    pausedUntil = now.plus(pause);
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /// A part of it was submitted: the next trouble is a new one.
  void succeeded() {
    pause = SHORTEST_PAUSE;
  }

  /// Lets go of its parts: it is over.
  SubmissionOutcome close(Instant now) {
    overAt = now;
    parts = List.of();
    return SubmissionOutcome.of(now, seen.tasks());
  }
}
