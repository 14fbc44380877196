package dev.trainyard.controller;

import dev.trainyard.config.EffectiveFields;
import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.plan.PlanSettings;
import dev.trainyard.plan.Planner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a controller would do next, found out without asking an engine and without doing anything.
/// What is with an engine now is only told, from the status branch.
public final class Preview {
  private final PlanSettings settings;
  private final DatasetFiles files;
  private final ImageSources images;

  public Preview(PlanSettings settings, DatasetFiles files, ImageSources images) {
    this.settings = settings;
    this.files = files;
    this.images = images;
  }

  /// The plan for a yard, given what its status branch says.
  public Plan of(Snapshot yard, Memory memory, Instant now) {
    Map<String, TrainStatus> underway =
        memory.trains().values().stream()
            .filter(train -> train.phase() instanceof TrainPhase.Underway)
            .filter(train -> yard.trains().containsKey(train.name()))
            .collect(Collectors.toMap(TrainStatus::name, train -> train));
    Snapshot rest = without(yard, underway.keySet());
    Map<String, TrainStatus> trains = new HashMap<>(memory.trains());
    trains.keySet().removeAll(underway.keySet());
    Map<String, DatasetListing> listings = DatasetLister.listNow(rest, memory.trains(), files);
    EngineView engine = new EngineView.Listed(Map.of());
    Map<String, EngineView> engines =
        settings.engines().stream().collect(Collectors.toMap(name -> name, name -> engine));
    Observed observed =
        new Observed(trains, memory.tests(), listings, engines, Map.of())
            .withImages(ImageDesk.lookNow(images, rest, memory, List.of()));
    return told(
        new Planner(settings, new EffectiveFields(new Json())::of).plan(rest, observed, now),
        memory,
        underway);
  }

  /// The plan with what is under way told as such: a test that runs is not submitted again.
  private static Plan told(Plan plan, Memory memory, Map<String, TrainStatus> underway) {
    SortedMap<String, String> running = new TreeMap<>();
    Map<Digest, WagonTestStatus> tests = memory.tests();
    tests.values().stream()
        .filter(t -> !t.phase().isOver())
        .forEach(t -> running.put(t.subject(), t.message()));
    List<Wait> waits = new ArrayList<>(plan.waits());
    running.forEach((subject, said) -> waits.add(new Wait(subject, "Running", withEngine(said))));
    underway.values().stream()
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .map(Preview::underway)
        .forEach(waits::add);
    memory.trains().values().stream()
        .filter(train -> train.phase() instanceof TrainPhase.Underway)
        .filter(train -> !underway.containsKey(train.name()))
        .map(Preview::cancelled)
        .forEach(waits::add);
    List<Action> actions =
        plan.actions().stream().filter(action -> !running.containsKey(action.subject())).toList();
    return new Plan(actions, waits, plan.trains(), plan.tests(), plan.nextDue().orElse(null));
  }

  private static String withEngine(String said) {
    return "it is with the engine" + (said.isEmpty() ? "" : "; " + said);
  }

  private static Wait cancelled(TrainStatus train) {
    String message = "its file is gone: what is left of it is cancelled";
    return new Wait(train.subject(), "Deleted", message);
  }

  private static Wait underway(TrainStatus train) {
    JobCounts jobs = train.jobs();
    String message =
        "its jobs are with the engine: %d of %d done".formatted(jobs.done(), jobs.total());
    return new Wait(train.subject(), train.phase().word(), message);
  }

  private static Snapshot without(Snapshot s, Set<String> trains) {
    var rest = new HashMap<>(s.trains());
    rest.keySet().removeAll(trains);
    return s.with(rest, s.unreadableTrains(), s.listeners());
  }
}
