package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainPhase.Terminal;
import dev.trainyard.model.status.TrainPhase.Waiting;
import dev.trainyard.model.status.TrainStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Tells which trains are still to be composed, and under which order: that is decided before what
/// they carry is known, so that whoever comes after a crash looks for the same order.
final class Candidates {
  /// How many incarnations are looked for of a train that nobody remembers.
  private static final int MOST_INCARNATIONS = 4;

  private final Facts facts;
  private final Recollection recollection;

  Candidates(Facts facts, Recollection recollection) {
    this.facts = facts;
    this.recollection = recollection;
  }

  /// The train as it would depart, or empty if it is composed or over and stays so.
  Optional<TrainStatus> of(Declared<TrainSpec> train, @Nullable TrainStatus prior) {
    if (prior == null) {
      return Optional.of(found(train));
    }
    if (isDeclaredAnew(prior)) {
      return Optional.of(fresh(train, 0, prior.incarnation() + 1));
    }
    if (!(prior.phase() instanceof Waiting)) {
      return isRaised(train, prior) ? Optional.of(again(train, prior)) : Optional.empty();
    }
    boolean same = prior.spec().equals(spec(train)) && train.spec().rerun() <= prior.rerun();
    return Optional.of(same ? prior : changed(train, prior));
  }

  /// The orders that may be the train's, if it is to depart.
  List<String> orders(Declared<TrainSpec> train, @Nullable TrainStatus prior) {
    if (prior != null) {
      return of(train, prior).map(Orders::of).stream().toList();
    }
    return IntStream.range(0, MOST_INCARNATIONS)
        .mapToObj(incarnation -> Orders.of(fresh(train, 0, incarnation)))
        .toList();
  }

  /// Whether the train has to run again. A broken spec is not acted on.
  boolean isRaised(Declared<TrainSpec> train, TrainStatus prior) {
    return train.spec().rerun() > prior.rerun() && !facts.snapshot().isBroken(train);
  }

  /// Whether the train was over when its file was deleted, or because of that.
  static boolean isDeclaredAnew(TrainStatus prior) {
    return prior.phase() instanceof Terminal && TrainConditions.isDeleted(prior);
  }

  /// The digest of the fields that may not change once a train is composed.
  Digest spec(Declared<TrainSpec> train) {
    return recollection.trainSpecs().get(train.content(), _ -> spec(train.spec()));
  }

  private Digest spec(TrainSpec s) {
    return recollection
        .json()
        .digest(
            new TrainSpec(
                "",
                s.dataset(),
                s.scope(),
                s.subset(),
                s.runs(),
                s.wagons(),
                s.tags(),
                s.artefacts(),
                s.engine(),
                0,
                s.retry(),
                s.completion(),
                s.onWagonFailure(),
                false,
                0));
  }

  /// A train that nobody remembers: in its last incarnation, if the store remembers one.
  private TrainStatus found(Declared<TrainSpec> train) {
    TrainStatus last = fresh(train, 0, 0);
    for (int incarnation = 1; incarnation < MOST_INCARNATIONS; incarnation++) {
      TrainStatus later = fresh(train, 0, incarnation);
      last = facts.observed().orders().containsKey(Orders.of(later)) ? later : last;
    }
    return last;
  }

  private TrainStatus again(Declared<TrainSpec> train, TrainStatus prior) {
    return fresh(train, prior.rerun(), prior.incarnation());
  }

  /// A waiting train takes every change of its file; it has waited all the same.
  private TrainStatus changed(Declared<TrainSpec> train, TrainStatus prior) {
    TrainStatus changed = again(train, prior).enter(prior.phase(), prior.since());
    for (var condition : prior.conditions()) {
      changed = changed.with(condition);
    }
    return changed;
  }

  private TrainStatus fresh(Declared<TrainSpec> train, int leastRerun, int incarnation) {
    TrainSpec spec = train.spec();
    return new TrainStatus(
        train.name(),
        spec.description(),
        spec.dataset(),
        spec.scope().toString(),
        facts.snapshot().commit(),
        spec(train),
        Math.max(leastRerun, spec.rerun()),
        incarnation,
        new TrainPhase.Pending(),
        facts.now(),
        List.of(),
        null,
        List.of(),
        JobCounts.NONE,
        List.of(),
        List.of(),
        new Coverage(0, 0, 0, 0),
        List.of(),
        List.of());
  }
}
