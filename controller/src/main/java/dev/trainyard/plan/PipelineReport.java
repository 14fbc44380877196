package dev.trainyard.plan;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.PipelineSpec.Approval;
import dev.trainyard.model.status.PipelineStatus.Member;
import dev.trainyard.model.status.PipelineStatus.Stage;
import dev.trainyard.model.status.StagePhase;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.plan.PipelineCourse.Leg;
import dev.trainyard.plan.PipelineCourse.Wanted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Says how the stages of a pipeline stand, and what a person can do.
///
/// @param broken whether its file has an error
record PipelineReport(PipelineSpec spec, boolean broken) {
  private static final String READY = "Ready";
  private static final String STALLED = "Stalled";
  private static final String UP_TO_DATE = "UpToDate";

  Stage stage(Leg leg, Map<String, Leg> legs) {
    StagePhase phase = phase(leg);
    return new Stage(
        leg.stage().name(),
        phase,
        message(leg, phase, legs),
        List.copyOf(leg.stage().needs()),
        leg.wanted().entrySet().stream()
            .filter(it -> it.getValue().rerun() != null)
            .map(it -> member(it.getKey(), it.getValue()))
            .toList(),
        leg.asked(),
        leg.rerun(),
        leg.key());
  }

  private static Member member(String train, Wanted wanted) {
    return new Member(
        train, Objects.requireNonNull(wanted.rerun(), "it is wanted"), wanted.basis());
  }

  private StagePhase phase(Leg leg) {
    List<Wanted> all = List.copyOf(leg.wanted().values());
    boolean waits = !leg.mayStart() && all.stream().noneMatch(PipelineReport::isUnderway);
    if (any(leg, Wanted::isPending) && !waits) {
      return pending(all);
    } else if (all.stream().anyMatch(PipelineReport::hasFailed)) {
      return StagePhase.FAILED;
    } else if (leg.isSettled()) {
      return StagePhase.SUCCEEDED;
    } else if (!leg.isReady()) {
      return any(leg, it -> it.stale().isPresent()) ? StagePhase.STALE : StagePhase.WAITING;
    } else if (broken) {
      return StagePhase.BLOCKED;
    } else if (spec.suspend()) {
      return StagePhase.HELD;
    }
    if (needsApproval(leg)) {
      return leg.key() == null ? StagePhase.WAITING : StagePhase.NEEDS_APPROVAL;
    }
    return StagePhase.STALE;
  }

  private static boolean any(Leg leg, Predicate<Wanted> is) {
    return leg.wanted().values().stream().anyMatch(is);
  }

  private static StagePhase pending(List<Wanted> all) {
    List<TrainPhase> phases =
        all.stream()
            .filter(Wanted::isPending)
            .flatMap(it -> Stream.ofNullable(it.prior()))
            .map(TrainStatus::phase)
            .toList();
    if (phases.stream().anyMatch(it -> it instanceof TrainPhase.Blocked)) {
      return StagePhase.BLOCKED;
    }
    boolean held =
        !phases.isEmpty() && phases.stream().allMatch(it -> it instanceof TrainPhase.Held);
    return held ? StagePhase.HELD : StagePhase.RUNNING;
  }

  private static boolean isUnderway(Wanted wanted) {
    TrainStatus prior = wanted.prior();
    return prior != null && prior.phase() instanceof TrainPhase.Underway;
  }

  private static boolean hasFailed(Wanted wanted) {
    TrainStatus prior = wanted.prior();
    return prior != null
        && prior.phase() instanceof TrainPhase.Terminal
        && !(prior.phase() instanceof TrainPhase.Succeeded);
  }

  private static boolean needsApproval(Leg leg) {
    return leg.stage().approval() == Approval.REQUIRED
        && (leg.key() == null || !leg.key().equals(leg.stage().approved()));
  }

  private String message(Leg leg, StagePhase phase, Map<String, Leg> legs) {
    return switch (phase) {
      case SUCCEEDED, RUNNING -> "";
      case WAITING -> "waits for " + missing(leg, legs);
      case NEEDS_APPROVAL ->
          "look at what %s made; if it is good, write approved: \"%s\" in this stage"
              .formatted(String.join(", ", leg.stage().needs()), leg.key());
      case HELD -> "spec.suspend is true; set it to false to let it go on";
      case BLOCKED ->
          broken
              ? "its file has an error: see the problems of the yard"
              : said(leg, TrainPhase.Blocked.class);
      case FAILED ->
          Stream.of(said(leg, TrainPhase.Failed.class), said(leg, TrainPhase.Cancelled.class))
                  .filter(it -> !it.isEmpty())
                  .collect(Collectors.joining("; "))
              + "; mend the cause"
              + remedy(leg, legs);
      case STALE -> stale(leg, legs);
    };
  }

  /// What is to be done when the cause is mended.
  private String remedy(Leg leg, Map<String, Leg> legs) {
    String again = "raise spec.rerun to run again what failed";
    if (leg.mayStart()) {
      return " and " + again;
    } else if (broken) {
      return " and the errors of its file, and " + again;
    } else if (spec.suspend()) {
      return ", set spec.suspend to false, and " + again;
    } else if (!leg.isReady()) {
      return " and " + again + ", which waits for " + missing(leg, legs);
    }
    return ", %s, and %s".formatted(approving(leg), again);
  }

  private static String approving(Leg leg) {
    return "write approved: \"%s\" in this stage if what it needs is good".formatted(leg.key());
  }

  private String stale(Leg leg, Map<String, Leg> legs) {
    String why =
        leg.wanted().entrySet().stream()
            .filter(it -> it.getValue().stale().isPresent())
            .map(it -> it.getKey() + ": " + it.getValue().stale().get())
            .collect(Collectors.joining("; "));
    return leg.isReady()
        ? why + "; raise spec.rerun to redo it and what needs it"
        : why + "; waits for " + missing(leg, legs);
  }

  private static String missing(Leg leg, Map<String, Leg> legs) {
    String stages = missingStages(leg, legs);
    return stages.isEmpty() ? "the trains that make its artefacts" : stages;
  }

  private static String missingStages(Leg leg, Map<String, Leg> legs) {
    return leg.stage().needs().stream()
        .filter(
            name -> {
              Leg needed = legs.get(name);
              return needed == null || !needed.isDone();
            })
        .collect(Collectors.joining(", "));
  }

  private static String said(Leg leg, Class<? extends TrainPhase> phase) {
    return leg.wanted().values().stream()
        .flatMap(it -> Stream.ofNullable(it.prior()))
        .filter(it -> phase.isInstance(it.phase()))
        .map(it -> it.name() + ": " + ready(it).orElse(it.phase().word()))
        .collect(Collectors.joining("; "));
  }

  private static Optional<String> ready(TrainStatus train) {
    return train.conditions().stream()
        .filter(it -> it.type().equals(READY))
        .map(Condition::message)
        .findFirst();
  }

  List<Condition> conditions(
      List<Condition> before, List<Stage> stages, StagePhase phase, Instant now) {
    boolean over = phase == StagePhase.SUCCEEDED;
    boolean stuck =
        switch (phase) {
          case FAILED, BLOCKED, NEEDS_APPROVAL -> true;
          case STALE, RUNNING, HELD, WAITING, SUCCEEDED -> false;
        };
    List<String> stale = names(stages, StagePhase.STALE);
    String those = String.join(", ", names(stages, phase));
    List<Condition> all = before;
    all =
        Condition.with(
            all,
            new Condition(
                READY,
                over ? Truth.TRUE : Truth.FALSE,
                phase.toString(),
                over ? "" : "%s: %s".formatted(those, phase),
                now));
    all =
        Condition.with(
            all,
            new Condition(
                STALLED,
                stuck ? Truth.TRUE : Truth.FALSE,
                phase.toString(),
                stuck ? "a person has to look at " + those : "",
                now));
    return Condition.with(
        all,
        stale.isEmpty()
            ? new Condition(UP_TO_DATE, Truth.TRUE, "Current", "", now)
            : new Condition(
                UP_TO_DATE,
                Truth.FALSE,
                "StageStale",
                "what %s made is not what would be made now".formatted(String.join(", ", stale)),
                now));
  }

  private static List<String> names(List<Stage> stages, StagePhase phase) {
    return stages.stream().filter(it -> it.phase() == phase).map(Stage::name).toList();
  }
}
