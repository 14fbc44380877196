package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An accepted submission as it was seen last: its parts while it is under way, its outcome after
/// that.
final class Submission {
  private final Entry entry;
  private List<PartWatch> parts;
  private Sighting.Seen seen = new Sighting.Seen(Map.of());
  private boolean cancelled;
  private @Nullable Instant overAt;

  /// One that is under way.
  Submission(Entry entry) {
    this.entry = entry;
    this.cancelled = entry.isCancelled();
    this.parts = entry.parts().stream().map(PartWatch::new).toList();
    refresh();
  }

  /// One that is over.
  Submission(Entry entry, SubmissionOutcome outcome) {
    this.entry = entry;
    this.parts = List.of();
    this.overAt = outcome.at();
    Map<Integer, TaskState> states = new HashMap<>();
    outcome.groups().forEach(g -> g.indexes().forEach(index -> states.put(index, g.state())));
    this.seen = new Sighting.Seen(states);
  }

  Entry entry() {
    return entry;
  }

  TaskArray array() {
    return entry.order().array();
  }

  SubmissionName name() {
    return entry.order().name();
  }

  boolean isCancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
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
    Map<Integer, TaskState> states = new HashMap<>();
    for (PartWatch watch : parts) {
      List<Integer> indexes = watch.part().indexes();
      for (int place = 0; place < indexes.size(); place++) {
        states.put(indexes.get(place), watch.state(place));
      }
    }
    seen = new Sighting.Seen(states);
  }

  SubmissionOutcome outcome(Instant now) {
    return SubmissionOutcome.of(now, seen.tasks());
  }

  /// Lets go of its parts: it is over.
  void close(Instant now) {
    overAt = now;
    parts = List.of();
  }
}
