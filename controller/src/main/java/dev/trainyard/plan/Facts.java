package dev.trainyard.plan;

import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.work.EngineView;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

/// What a planning knows: the settings, what is wanted, what was seen, and the time.
record Facts(PlanSettings settings, Snapshot snapshot, Observed observed, Instant now) {

  /// The engine that runs a train.
  String engineOf(Declared<TrainSpec> train) {
    String named = train.spec().engine();
    return named == null ? settings.defaultEngine() : named;
  }

  /// What a train gets of earlier trains.
  Artefacts.Answer artefacts(Declared<TrainSpec> train, Declared<DatasetSpec> dataset) {
    return new Artefacts(snapshot, observed.trains()).of(train, dataset);
  }

  /// What is known of images, for an engine.
  Images images(String engine) {
    return settings.runsImages(engine) ? Images.of(observed.images()) : Images.UNUSED;
  }

  /// What tests need, which run on the engine for whatever names none.
  Supplies supplies() {
    return new Supplies(observed.datasets(), images(settings.defaultEngine()));
  }

  /// The day, by which wagons are enabled.
  LocalDate today() {
    return now.atZone(ZoneOffset.UTC).toLocalDate();
  }

  /// What an engine said in this round.
  EngineView view(String engine) {
    EngineView view = observed.engines().get(engine);
    return view == null ? notAsked(engine) : view;
  }

  private EngineView notAsked(String engine) {
    if (settings.engines().isEmpty()) {
      return new EngineView.Listed(Map.of());
    }
    return new EngineView.Unreachable(
        settings.mayHave(engine)
            ? "engine " + engine + " was not asked"
            : "the controller's settings have no engine %s any more; add it, as in engine: {%s: {}}, until what it runs is over"
                .formatted(engine, engine));
  }
}
