package dev.trainyard.plan;

import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainPhase.Underway;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Sighting.Seen;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.plan.Submissions.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Has the engine treat what it has of a train as the train's file says now (`suspend`,
/// `priority`), and says in the train's conditions what comes of that. Only a difference is told.
final class Steering {
  private static final String RUNS_OUT =
      "spec.suspend is true: jobs that run go on to their end, and none starts; set it to false";
  private static final String STANDS =
      "spec.suspend is true: no job runs, and none starts; set it to false";

  private final Facts facts;
  private final Declared<TrainSpec> train;
  private final String engine;

  Steering(Facts facts, Declared<TrainSpec> train, String engine) {
    this.facts = facts;
    this.train = train;
    this.engine = engine;
  }

  /// The same step, with what is to be told.
  TrainStep with(TrainStep step) {
    if (!(step.status().phase() instanceof Underway)) {
      return step;
    }
    Set<SubmissionName> ended =
        step.actions().stream()
            .flatMap(
                it ->
                    it instanceof Action.Cancel cancel ? Stream.of(cancel.name()) : Stream.empty())
            .collect(Collectors.toSet());
    List<Known> left =
        Submissions.ofTrain(facts, step.status(), facts.view(engine)).stream()
            .flatMap(submissions -> submissions.known().stream())
            .filter(known -> Submissions.isUnfinished(known.sighting()))
            .filter(known -> !ended.contains(known.name()))
            .toList();
    if (left.isEmpty()) {
      return step.waits().isEmpty() || !train.spec().suspend()
          ? step
          : step.saying(suspended(step.status(), left, Optional.empty()));
    }
    return said(step, left).ending(told(left));
  }

  private Standing wanted() {
    int priority = train.spec().priority();
    return train.spec().suspend() ? Standing.held(priority) : Standing.going(priority);
  }

  private List<Action> told(List<Known> left) {
    List<Action> actions = new ArrayList<>();
    for (Known known : left) {
      if (known.sighting() instanceof Seen seen && !seen.standing().equals(wanted())) {
        actions.add(
            new Action.Steer("train " + train.name(), why(seen), engine, known.name(), wanted()));
      }
    }
    return actions;
  }

  private String why(Seen seen) {
    if (seen.standing().course() == wanted().course()) {
      return "spec.priority is %d now, and was %d"
          .formatted(wanted().priority(), seen.standing().priority());
    }
    return "spec.suspend is %s now".formatted(train.spec().suspend());
  }

  private TrainStep said(TrainStep step, List<Known> left) {
    Optional<String> reserve =
        left.stream()
            .flatMap(
                it ->
                    it.sighting() instanceof Seen seen ? Stream.of(seen.reserve()) : Stream.empty())
            .filter(text -> !text.isEmpty())
            .findFirst()
            .map(text -> "engine " + engine + ": " + text);
    TrainStatus status = step.status();
    if (train.spec().suspend()) {
      return step.saying(suspended(status, left, reserve));
    }
    return reserve.isPresent() && !isStrange(status)
        ? step.saying(TrainConditions.strange(status, reserve.get(), facts.now()))
        : step;
  }

  private TrainStatus suspended(TrainStatus status, List<Known> left, Optional<String> reserve) {
    boolean runs =
        left.stream()
            .anyMatch(
                it ->
                    it.sighting() instanceof Seen(var tasks, _, _)
                        && tasks.containsValue(new TaskState.Running()));
    String message = (runs ? RUNS_OUT : STANDS) + reserve.map(text -> "; " + text).orElse("");
    Refusal why = new Refusal("Suspended", message);
    return runs
        ? TrainConditions.progressing(status, why, facts.now())
        : TrainConditions.stalled(status, why, facts.now());
  }

  private static boolean isStrange(TrainStatus status) {
    return status.conditions().stream()
        .anyMatch(it -> it.status() == Truth.FALSE && it.reason().equals(TrainConditions.ENGINE));
  }
}
