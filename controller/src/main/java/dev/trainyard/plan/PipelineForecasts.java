package dev.trainyard.plan;

import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PipelineStatus.Member;
import dev.trainyard.model.status.PipelineStatus.Stage;
import dev.trainyard.model.status.StagePhase;
import dev.trainyard.model.status.TrainStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a merge would make of pipelines: which would start, which stages run again or become stale.
///
/// @param said of pipelines, by name
/// @param trains as they stand
record PipelineForecasts(
    Ready ready, Map<String, PipelineStatus> said, Map<String, TrainStatus> trains) {

  /// One sentence for each thing that a reviewer should know.
  List<String> notes(Instant now) {
    List<String> notes = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(ready.before().pipelines().declared().keySet());
    names.addAll(ready.after().pipelines().declared().keySet());
    if (names.isEmpty()) {
      return notes;
    }
    Map<String, PipelineStatus> before = unfolded(ready.before(), now);
    Map<String, PipelineStatus> after = unfolded(ready.after(), now);
    for (String name : names) {
      PipelineStatus then = after.get(name);
      if (then == null) {
        notes.add("pipeline " + name + " goes: what runs of its trains is ended");
      } else {
        add(before.get(name), then, notes);
      }
    }
    return notes;
  }

  private Map<String, PipelineStatus> unfolded(Snapshot yard, Instant now) {
    return new Unfolding().unfold(yard, said, trains, now).statuses();
  }

  private static void add(
      @Nullable PipelineStatus before, PipelineStatus after, List<String> notes) {
    String head = "pipeline " + after.name() + ": ";
    List<String> starting = new ArrayList<>();
    List<String> later = new ArrayList<>();
    for (Stage stage : after.stages()) {
      Stage was = before == null ? null : before.stage(stage.name()).orElse(null);
      List<Member> known = was == null ? List.of() : was.trains();
      stage.trains().stream()
          .filter(it -> known.stream().noneMatch(one -> isAsOften(one, it)))
          .forEach(it -> starting.add(it.train()));
      if (was == null && stage.trains().isEmpty()) {
        later.add(stage.name());
      }
      boolean becomes = was == null || was.phase() != StagePhase.STALE;
      if (stage.phase() == StagePhase.STALE && becomes) {
        notes.add(head + "stage " + stage.name() + " becomes stale: " + stage.message());
      }
    }
    if (before != null) {
      before.stages().stream()
          .filter(it -> after.stage(it.name()).isEmpty())
          .forEach(it -> notes.add(head + "stage " + it.name() + " goes, and its trains with it"));
    }
    if (!starting.isEmpty()) {
      notes.add(head + "starts " + String.join(", ", starting));
    }
    if (!later.isEmpty()) {
      notes.add(head + "then, each after what it needs: " + String.join(", ", later));
    }
  }

  private static boolean isAsOften(Member before, Member after) {
    return before.train().equals(after.train()) && before.rerun() == after.rerun();
  }
}
