package dev.trainyard.plan;

import dev.trainyard.json.Json;
import dev.trainyard.model.SharingMap;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.Pipelines;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.TrainStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells which trains the pipelines of a yard want now: [#unfold] makes of a yard the same yard
/// with the trains of their stages among the others, so that everything that is done with trains is
/// done with these.
///
/// What it remembers only saves it work. For one thread at a time.
public final class Unfolding {
  private final Json json = new Json();
  private @Nullable Moment last;
  private @Nullable Bases bases;

  /// What comes of it.
  ///
  /// @param yard with the trains of stages, and the datasets of builds
  public record Result(Snapshot yard, Map<String, PipelineStatus> statuses) {}

  /// What was unfolded, and from what.
  private record Moment(
      Snapshot yard,
      Map<String, PipelineStatus> said,
      Map<String, TrainStatus> trains,
      Started started,
      Result result) {
    @SuppressWarnings("ReferenceEquality") // what is only equal is looked at again
    boolean isStill(
        Snapshot again, Map<String, PipelineStatus> then, Map<String, TrainStatus> now) {
      return again == yard && then == said && now == trains;
    }

    @SuppressWarnings("ReferenceEquality")
    boolean holdsAll(Snapshot again, Started now) {
      return again == yard && now.equals(started);
    }
  }

  /// What the pipelines add.
  ///
  /// @param pipelines train to the pipeline that it is of
  /// @param unreadable trains of pipelines that cannot be read: they were not deleted
  private record Started(
      Map<String, Declared<TrainSpec>> trains,
      Map<String, Declared<DatasetSpec>> inputs,
      Map<String, String> pipelines,
      Set<String> unreadable) {
    Started() {
      this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new HashSet<>());
    }
  }

  /// The trains that pipelines want now: what it was, if nothing is new.
  ///
  /// @param said of each pipeline, what was said last
  /// @param trains as they stand
  public Result unfold(
      Snapshot yard,
      Map<String, PipelineStatus> said,
      Map<String, TrainStatus> trains,
      Instant now) {
    Moment known = last;
    if (known != null && known.isStill(yard, said, trains)) {
      return known.result();
    }
    Started started = new Started();
    Map<String, PipelineStatus> statuses = new HashMap<>();
    for (Declared<PipelineSpec> it : new TreeMap<>(yard.pipelines().declared()).values()) {
      PipelineStatus before = said.get(it.name());
      PipelineCourse course = new PipelineCourse(yard, it, before, trains, bases(yard), json);
      course.run();
      if (before != null && PipelineCourse.isBroken(yard, it)) {
        // What an error has taken out of the chain was not deleted.
        before
            .stages()
            .forEach(stage -> stage.trains().forEach(one -> started.unreadable().add(one.train())));
      }
      course.trains().forEach(train -> put(yard, started, it.name(), train));
      course.inputs().forEach(inputs -> started.inputs().put(inputs.name(), inputs));
      statuses.put(it.name(), course.status(now));
    }
    for (String name : yard.pipelines().unreadable()) {
      PipelineStatus status = said.get(name);
      if (status != null) {
        statuses.put(name, status);
        status
            .stages()
            .forEach(it -> it.trains().forEach(one -> started.unreadable().add(one.train())));
      }
    }
    Snapshot unfolded =
        known != null && known.holdsAll(yard, started)
            ? known.result().yard()
            : yard(yard, started);
    Result result = new Result(unfolded, statuses);
    last = new Moment(yard, said, trains, started, result);
    return result;
  }

  /// A yard with the trains that pipelines start which another yard does not have, as if nothing of
  /// them had run: what a merge of the two would start.
  public static Snapshot ofNew(Snapshot before, Snapshot after, Instant now) {
    Map<String, Declared<PipelineSpec>> added = new HashMap<>(after.pipelines().declared());
    added.keySet().removeAll(before.pipelines().declared().keySet());
    if (added.isEmpty()) {
      return after;
    }
    Pipelines all = after.pipelines();
    Snapshot only =
        after.unfolded(
            after.trains(),
            after.datasets(),
            after.unreadableTrains(),
            new Pipelines(added, Set.of(), Map.of()));
    Snapshot started = new Unfolding().unfold(only, Map.of(), Map.of(), now).yard();
    return started.unfolded(
        started.trains(),
        started.datasets(),
        started.unreadableTrains(),
        all.with(started.pipelines().trains()));
  }

  private Bases bases(Snapshot yard) {
    Bases known = bases;
    if (known == null || !known.areOf(yard)) {
      known = new Bases(yard, json);
      bases = known;
    }
    return known;
  }

  private static void put(
      Snapshot yard, Started started, String pipeline, Declared<TrainSpec> train) {
    if (!yard.trains().containsKey(train.name())) {
      started.trains().put(train.name(), train);
      started.pipelines().put(train.name(), pipeline);
    }
  }

  private static Snapshot yard(Snapshot yard, Started started) {
    if (started.trains().isEmpty() && started.unreadable().isEmpty()) {
      return yard;
    }
    SharingMap<String, Declared<TrainSpec>> trains = SharingMap.copyOf(yard.trains());
    for (Declared<TrainSpec> train : started.trains().values()) {
      trains = trains.with(train.name(), train);
    }
    SharingMap<String, Declared<DatasetSpec>> inputs = SharingMap.copyOf(yard.datasets());
    for (Declared<DatasetSpec> some : started.inputs().values()) {
      inputs = inputs.containsKey(some.name()) ? inputs : inputs.with(some.name(), some);
    }
    Set<String> unreadable = new HashSet<>(yard.unreadableTrains());
    unreadable.addAll(started.unreadable());
    return yard.unfolded(
        trains, inputs, unreadable, yard.pipelines().with(Map.copyOf(started.pipelines())));
  }
}
