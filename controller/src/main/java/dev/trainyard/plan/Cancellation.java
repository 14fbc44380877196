package dev.trainyard.plan;

import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.TrainStatus.Submitted;
import dev.trainyard.model.work.EngineView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Ends what a train has in the engines.
final class Cancellation {
  private final Facts facts;

  Cancellation(Facts facts) {
    this.facts = facts;
  }

  /// Why the train cannot be cancelled now: an engine that has work of it cannot be asked.
  Optional<Wait> obstacle(TrainStatus train) {
    for (Submitted submission : train.submissions()) {
      if (facts.view(submission.engine()) instanceof EngineView.Unreachable(String message)) {
        return Optional.of(new Wait("train " + train.name(), "EngineUnreachable", message));
      }
    }
    return Optional.empty();
  }

  /// Ends all that is not over: what the status remembers, and what was submitted after it was
  /// written.
  List<Action> everything(TrainStatus train, String why) {
    List<Action> actions = new ArrayList<>();
    for (var engine : new TreeMap<>(facts.observed().engines()).entrySet()) {
      for (Submissions found : Submissions.ofTrain(facts, train, engine.getValue())) {
        found.unfinished().stream()
            .map(n -> new Action.Cancel("train " + train.name(), why, engine.getKey(), n))
            .forEach(actions::add);
      }
    }
    return actions;
  }

  /// Ends what is not over of a train that is: said again until the engine has done it.
  List<Action> leftovers(TrainStatus train) {
    return train.submissions().isEmpty() ? List.of() : everything(train, "the train is over");
  }
}
