package dev.trainyard.plan;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import java.util.List;
import java.util.Optional;

/// Says of trains of pipelines that have succeeded whether they would still run over the same
/// files: the condition `UpToDate`.
final class Freshness {
  private static final String UP_TO_DATE = "UpToDate";

  private final Facts facts;
  private final TestDesk desk;
  private final Recollection recollection;

  Freshness(Facts facts, TestDesk desk, Recollection recollection) {
    this.recollection = recollection;
    this.facts = facts;
    this.desk = desk;
  }

  /// Why a train was said to be out of date, if it was.
  static Optional<String> complaint(TrainStatus train) {
    return train.conditions().stream()
        .filter(it -> it.type().equals(UP_TO_DATE) && it.status() == Truth.FALSE)
        .map(Condition::message)
        .findFirst();
  }

  /// The train with what its dataset says now; as it is, if that is not known.
  TrainStatus judge(Declared<TrainSpec> train, TrainStatus prior) {
    Composition composition = prior.composition();
    Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(train.spec().dataset());
    boolean judged = prior.phase() instanceof TrainPhase.Succeeded;
    return judged
            && composition != null
            && dataset != null
            && dataset.spec().made() == null
            && facts.observed().datasets().get(dataset.name())
                instanceof DatasetListing.Listed(InputListing listing)
        ? judge(prior, composition, now(train, dataset, listing))
        : prior;
  }

  /// What the train would run over: found out once for a listing, which may be long.
  private Sample now(
      Declared<TrainSpec> train, Declared<DatasetSpec> dataset, InputListing listing) {
    List<Digest> of = List.of(train.content(), dataset.content(), listing.digest());
    return recollection
        .samples()
        .get(
            of,
            _ -> {
              List<InputFile> files = desk.files(train.spec(), dataset.spec(), listing);
              return new Sample(InputListing.digest(files), files.size());
            });
  }

  /// The files of a train.
  record Sample(Digest digest, int files) {}

  private TrainStatus judge(TrainStatus prior, Composition then, Sample now) {
    boolean same = then.listing().equals(now.digest());
    if (same && complaint(prior).isEmpty()) {
      return prior;
    }
    return prior.with(
        same
            ? new Condition(UP_TO_DATE, Truth.TRUE, "Current", "", facts.now())
            : new Condition(
                UP_TO_DATE,
                Truth.FALSE,
                "InputsChanged",
                "its input files are not what they were: %d then, %d now"
                    .formatted(then.files(), now.files()),
                facts.now()));
  }
}
