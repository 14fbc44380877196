package dev.trainyard.controller;

import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.plan.OrderAgain;
import java.util.Map;

/// Finds out once more what a train or test ran, without the store that it was pinned in.
///
/// @param then the yard at the commit that it was planned from
/// @param trains what became of trains, for datasets that are made of one
public record Reproduction(Snapshot then, Map<String, TrainStatus> trains, DatasetFiles files) {

  /// The order of a train.
  public OrderAgain.Answer train(TrainStatus status, Composition pinned) {
    return new OrderAgain(then, listing(status.dataset())).train(status, pinned);
  }

  /// The order of the test of a wagon.
  public OrderAgain.Answer test(WagonTestStatus status) {
    return new OrderAgain(then, listing(status.dataset())).test(status);
  }

  private DatasetListing listing(String name) {
    Declared<DatasetSpec> dataset = then.datasets().get(name);
    return dataset == null
        ? new DatasetListing.Failed("UnknownDataset", "there was no dataset " + name)
        : DatasetLister.listNow(dataset, then, trains, files);
  }
}
