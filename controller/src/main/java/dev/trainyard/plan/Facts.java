package dev.trainyard.plan;

import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.work.EngineView;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What a planning knows: the settings, what is wanted, what was seen, and the time.
record Facts(PlanSettings settings, Snapshot snapshot, Observed observed, Instant now) {

  /// The engine that runs a train.
  String engineOf(Declared<TrainSpec> train) {
    String named = train.spec().engine();
    return named == null ? settings.defaultEngine() : named;
  }

  /// The day, by which wagons are enabled.
  LocalDate today() {
    return now.atZone(ZoneOffset.UTC).toLocalDate();
  }

  /// What an engine said in this round.
  EngineView view(String engine) {
    return observed
        .engines()
        .getOrDefault(engine, new EngineView.Unreachable("engine " + engine + " was not asked"));
  }
}
