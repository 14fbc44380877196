package dev.trainyard.plan;

import dev.trainyard.json.Json;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.PipelineSpec.Approval;
import dev.trainyard.model.spec.PipelineSpec.Stage;
import dev.trainyard.model.spec.PipelineSpec.WhenStale;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PipelineStatus.Basis;
import dev.trainyard.model.status.PipelineStatus.Member;
import dev.trainyard.model.status.StagePhase;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Artefact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Walks through the stages of one pipeline, each after what it needs, and finds out which trains
/// it wants now and how it stands.
///
/// A train that was started stays wanted, as its file does that somebody has written. One that is
/// over is wanted once more, under a raised `rerun`, where that was asked for or its inputs are not
/// what they were: see [#isDue].
final class PipelineCourse {
  private final Declared<PipelineSpec> pipeline;
  private final PipelineSpec spec;
  private final boolean broken;
  private final @Nullable PipelineStatus said;
  private final Map<String, TrainStatus> statuses;
  private final StageTrains stages;
  private final ApprovalKey key;
  private final SequencedMap<String, Leg> legs = new LinkedHashMap<>();
  private final List<Declared<TrainSpec>> trains = new ArrayList<>();
  private final List<Declared<DatasetSpec>> inputs = new ArrayList<>();
  private final Snapshot yard;
  private final Bases bases;
  private final Artefacts artefacts;

  /// @param said what was said of it last, if it was ever
  /// @param statuses of all trains
  PipelineCourse(
      Snapshot yard,
      Declared<PipelineSpec> pipeline,
      @Nullable PipelineStatus said,
      Map<String, TrainStatus> statuses,
      Bases bases,
      Json json) {
    this.yard = yard;
    this.pipeline = pipeline;
    this.spec = pipeline.spec();
    this.broken = isBroken(yard, pipeline);
    this.said = said;
    this.statuses = statuses;
    this.stages = new StageTrains(pipeline, json);
    this.key = new ApprovalKey(json);
    this.bases = bases;
    this.artefacts = new Artefacts(yard, statuses);
  }

  /// One stage as it stands.
  ///
  /// @param wanted its trains, those that are not wanted yet too, by name
  /// @param mayStart whether nothing that it needs is missing
  /// @param key what an approval has to name; null if there is nothing to approve
  record Leg(
      Stage stage,
      SequencedMap<String, Wanted> wanted,
      boolean isReady,
      boolean mayStart,
      @Nullable String key,
      int asked,
      int rerun) {

    /// Whether what needs it may start: all that it makes is there, and all that it needs is as it
    /// should be.
    boolean isDone() {
      return isReady && isSettled();
    }

    /// Whether all that it makes is there and as it should be.
    boolean isSettled() {
      return wanted.values().stream().allMatch(Wanted::isSettled);
    }
  }

  /// A train of a stage.
  ///
  /// @param prior its status; null if it is not there, or was deleted
  /// @param rerun null as long as it is not wanted
  /// @param basis what it was made of, or is to be; null if that is not known
  /// @param stale why what it made does not stand for what it would make now; empty if it does
  record Wanted(
      @Nullable TrainStatus prior,
      @Nullable Integer rerun,
      @Nullable Basis basis,
      Optional<String> stale) {
    boolean isSettled() {
      return prior != null
          && prior.phase() instanceof TrainPhase.Succeeded
          && rerun != null
          && rerun <= prior.rerun()
          && stale.isEmpty();
    }

    /// Whether it runs or is to run.
    boolean isPending() {
      return rerun != null
          && (prior == null
              || rerun > prior.rerun()
              || !(prior.phase() instanceof TrainPhase.Terminal));
    }
  }

  /// Walks through all stages.
  void run() {
    for (Stage stage : spec.inOrder()) {
      Leg leg = leg(stage);
      legs.put(stage.name(), leg);
      leg.wanted()
          .forEach(
              (name, it) -> {
                Integer rerun = it.rerun();
                if (rerun != null) {
                  trains.add(stages.train(stage, name, rerun, isHeld(leg, it)));
                  if (stage.build() != null) {
                    inputs.add(stages.inputs(stage, name));
                  }
                }
              });
    }
  }

  /// Whether a train does not leave: one that runs goes on, whatever has changed since.
  private boolean isHeld(Leg leg, Wanted train) {
    boolean runs = train.prior() != null && train.prior().phase() instanceof TrainPhase.Underway;
    return spec.suspend() || (!leg.mayStart() && !runs);
  }

  /// Whether nothing may start by what its file says now: of an earlier version that stands in for
  /// an invalid one, nobody has checked that it still fits the yard.
  static boolean isBroken(Snapshot yard, Declared<PipelineSpec> pipeline) {
    return yard.isBroken(pipeline) || pipeline.earlier().isPresent();
  }

  /// The trains that are wanted now.
  List<Declared<TrainSpec>> trains() {
    return trains;
  }

  /// What the builds among them run over.
  List<Declared<DatasetSpec>> inputs() {
    return inputs;
  }

  private Leg leg(Stage stage) {
    PipelineStatus.Stage before = said == null ? null : said.stage(stage.name()).orElse(null);
    boolean ready = stage.needs().stream().allMatch(this::isSettled);
    String found = ready && stage.approval() == Approval.REQUIRED ? key(stage) : null;
    boolean approved =
        stage.approval() == Approval.NONE || (found != null && found.equals(stage.approved()));
    boolean mayStart = ready && approved && !spec.suspend() && !broken;
    SequencedMap<String, TrainStatus> priors = priors(stage);
    boolean over =
        priors.values().stream().allMatch(it -> it.phase() instanceof TrainPhase.Terminal);
    boolean begun = !priors.isEmpty();
    int asked = begun && before != null ? before.asked() : spec.rerun();
    int rerun = begun && before != null ? before.rerun() : stage.rerun();
    // What is asked for is decided for all trains at once, or not yet.
    Counters raised = new Counters(over && stage.rerun() > rerun, over && spec.rerun() > asked);
    SequencedMap<String, Wanted> wanted = new LinkedHashMap<>();
    for (String name : stage.trains(pipeline.name())) {
      wanted.put(name, wanted(stage, name, priors.get(name), mayStart, raised));
    }
    boolean done = mayStart && over;
    return new Leg(
        stage,
        wanted,
        ready,
        mayStart,
        found,
        done ? Math.max(asked, spec.rerun()) : asked,
        done ? Math.max(rerun, stage.rerun()) : rerun);
  }

  /// Which counters were raised since.
  private record Counters(boolean ofStage, boolean ofPipeline) {}

  private Wanted wanted(
      Stage stage, String name, @Nullable TrainStatus prior, boolean mayStart, Counters raised) {
    Basis now = bases.of(stages, stage, name);
    if (prior == null) {
      return new Wanted(null, mayStart ? 0 : null, now, Optional.empty());
    }
    Member before = earlier(name);
    Basis made = before == null ? null : before.basis();
    int known = Math.max(prior.rerun(), before == null ? 0 : before.rerun());
    if (known > prior.rerun() || prior.phase() instanceof TrainPhase.Waiting) {
      return new Wanted(prior, known, now, Optional.empty());
    }
    Optional<String> stale =
        prior.phase() instanceof TrainPhase.Succeeded
            ? Staleness.of(made, now, prior, stages.given(stage), artefacts)
            : Optional.empty();
    return mayStart && isDue(prior, stale.isPresent(), raised)
        ? new Wanted(prior, known + 1, now, Optional.empty())
        : new Wanted(prior, known, made, stale);
  }

  /// Whether a train has to run again: it is over, and that was asked for or its stage redoes what
  /// is stale by itself.
  private boolean isDue(TrainStatus prior, boolean stale, Counters raised) {
    if (!(prior.phase() instanceof TrainPhase.Terminal)) {
      return false;
    }
    boolean failed = !(prior.phase() instanceof TrainPhase.Succeeded);
    return raised.ofStage()
        || (raised.ofPipeline() && (stale || failed))
        || (stale && spec.whenStale() == WhenStale.REDO);
  }

  /// What was said of a train: how often it is to run again is decided once, and kept until it did.
  private @Nullable Member earlier(String train) {
    return said == null
        ? null
        : said.stages().stream()
            .flatMap(stage -> stage.trains().stream())
            .filter(it -> it.train().equals(train))
            .findFirst()
            .orElse(null);
  }

  /// The trains of a stage that are there, and were not deleted.
  private SequencedMap<String, TrainStatus> priors(Stage stage) {
    SequencedMap<String, TrainStatus> priors = new LinkedHashMap<>();
    for (String name : stage.trains(pipeline.name())) {
      TrainStatus prior = statuses.get(name);
      if (prior != null && !Candidates.isDeclaredAnew(prior)) {
        priors.put(name, prior);
      }
    }
    return priors;
  }

  /// The trains of all stages that a stage needs.
  private List<TrainStatus> needed(Stage stage) {
    return stage.needs().stream()
        .flatMap(need -> Stream.ofNullable(legs.get(need)))
        .flatMap(leg -> leg.wanted().values().stream())
        .flatMap(it -> Stream.ofNullable(it.prior()))
        .toList();
  }

  /// What an approval of the stage has to name; null as long as not all is there.
  private @Nullable String key(Stage stage) {
    return artefacts.of(stages.given(stage)) instanceof Artefacts.Answer.Found(List<Artefact> given)
        ? key.of(stage, needed(stage), given)
        : null;
  }

  private boolean isSettled(String stage) {
    Leg leg = legs.get(stage);
    return leg != null && leg.isDone();
  }

  /// How the pipeline stands.
  PipelineStatus status(Instant now) {
    PipelineReport report = new PipelineReport(spec, broken);
    List<PipelineStatus.Stage> told = new ArrayList<>();
    legs.values().forEach(leg -> told.add(report.stage(leg, legs)));
    if (broken && said != null) {
      // What an error has taken out of the chain is not gone.
      said.stages().stream().filter(it -> !legs.containsKey(it.name())).forEach(told::add);
    }
    StagePhase phase =
        told.stream()
            .map(PipelineStatus.Stage::phase)
            .min(Comparator.naturalOrder())
            .orElse(StagePhase.BLOCKED);
    PipelineStatus next =
        new PipelineStatus(
            pipeline.name(),
            spec.description(),
            yard.commit(),
            phase,
            told,
            report.conditions(said == null ? List.of() : said.conditions(), told, phase, now));
    return said != null && next.at(said.observedCommit()).equals(said) ? said : next;
  }
}
