package dev.trainyard.controller;

import dev.trainyard.controller.PullReading.Openness;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Impact;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.DatasetListing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Lists the datasets that pull requests need, and remembers that for a while.
final class PullListings {
  private static final DatasetListing UNTRUSTED =
      new DatasetListing.Unknown("its files are looked for once the pull request is trusted");

  private final DatasetFiles files;
  private final Duration keep;
  private final InstantSource clock;
  private final Map<Digest, DatasetListing> known = new HashMap<>();
  private volatile Map<String, TrainStatus> trains = Map.of();
  private volatile Instant oldest = Instant.MAX;

  /// @param keep how long a listing counts
  PullListings(DatasetFiles files, Duration keep, InstantSource clock) {
    this.files = files;
    this.keep = keep;
    this.clock = clock;
  }

  /// Takes over what became of trains.
  void knows(Map<String, TrainStatus> statuses) {
    trains = statuses;
  }

  /// Whether there is a listing that has to be made anew.
  boolean isOld() {
    return oldest.isBefore(clock.instant().minus(keep));
  }

  /// Everything is listed anew from now on.
  void forget() {
    known.clear();
    oldest = Instant.MAX;
  }

  /// Lists what a merge needs.
  ///
  /// @param now gets the listings after the merge
  /// @param then gets those before it, of datasets that are others
  void list(
      Snapshot before,
      Snapshot after,
      Impact impact,
      Openness openness,
      Map<String, DatasetListing> now,
      Map<String, DatasetListing> then) {
    for (String name : needed(after, impact)) {
      Declared<DatasetSpec> dataset = after.datasets().get(name);
      if (dataset != null) {
        Declared<DatasetSpec> same = before.datasets().get(name);
        boolean isKnown = same != null && same.content().equals(dataset.content());
        now.put(
            name, isKnown || openness == Openness.ALL_DATASETS ? list(dataset, after) : UNTRUSTED);
      }
    }
    for (String name : impact.datasets()) {
      Declared<DatasetSpec> dataset = before.datasets().get(name);
      if (dataset != null) {
        then.put(name, list(dataset, before));
      }
    }
  }

  private Set<String> needed(Snapshot after, Impact impact) {
    Set<String> needed = new TreeSet<>(impact.datasets());
    for (WagonRef wagon : impact.wagons()) {
      Declared<WagonSpec> declared = after.wagons().get(wagon);
      if (declared != null) {
        declared.spec().enabledOn().forEach(on -> needed.add(on.dataset()));
      }
    }
    for (String name : impact.trains()) {
      Declared<TrainSpec> train = after.trains().get(name);
      if (train != null) {
        needed.add(train.spec().dataset());
      }
    }
    for (Declared<TrainSpec> train : after.trains().values()) {
      if (waits(train.name())
          && train.spec().wagons().named().stream()
              .map(WagonRef::parse)
              .anyMatch(impact.wagons()::contains)) {
        needed.add(train.spec().dataset());
      }
    }
    needed.removeIf(name -> !isActive(after.datasets().get(name)));
    return needed;
  }

  private boolean waits(String train) {
    TrainStatus status = trains.get(train);
    return status == null || status.phase() instanceof TrainPhase.Waiting;
  }

  private static boolean isActive(@Nullable Declared<DatasetSpec> dataset) {
    return dataset != null && dataset.spec().state() == State.ACTIVE;
  }

  private DatasetListing list(Declared<DatasetSpec> dataset, Snapshot yard) {
    Digest key =
        Digest.ofParts(
            dataset.name(),
            dataset.content().hex(),
            DatasetLister.runs(dataset.spec().runs(), yard).toString());
    DatasetListing listing = known.get(key);
    if (listing == null) {
      listing = DatasetLister.listNow(dataset, yard, trains, files);
      boolean isAnswer = !(listing instanceof DatasetListing.Unknown);
      if (isAnswer) {
        known.put(key, listing);
      }
      Instant now = isAnswer ? clock.instant() : clock.instant().minus(keep).plusSeconds(30);
      oldest = now.isBefore(oldest) ? now : oldest;
    }
    return listing;
  }
}
