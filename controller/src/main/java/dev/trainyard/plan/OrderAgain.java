package dev.trainyard.plan;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.model.work.WorkOrder.Carried;
import dev.trainyard.model.work.WorkOrder.Purpose;
import dev.trainyard.plan.Composer.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Draws up the order of a train or test once more, from the commit that it was planned from and
/// from what the status says was pinned then. The result is the pinned order in everything that a
/// job sees, or there is none.
public final class OrderAgain {
  private final Snapshot then;
  private final DatasetListing listing;

  /// @param then the yard at the commit that the order was planned from
  /// @param listing of its dataset, as it is now
  public OrderAgain(Snapshot then, DatasetListing listing) {
    this.then = then;
    this.listing = listing;
  }

  /// What came of it.
  public sealed interface Answer {
    record Drawn(WorkOrder order) implements Answer {}

    /// It cannot be drawn up as it was.
    record Lost(String why) implements Answer {}
  }

  /// The order of a train.
  public Answer train(TrainStatus status, Composition pinned) {
    Declared<TrainSpec> train = then.trains().get(status.name());
    Declared<DatasetSpec> dataset = then.datasets().get(status.dataset());
    if (train == null || dataset == null) {
      return new Answer.Lost("commit " + pinned.commit().abbreviated() + " does not declare it");
    }
    if (!(listing instanceof DatasetListing.Listed(InputListing all))) {
      return unlisted();
    }
    Snapshot yard = withPackages(pinned.packages());
    TestDesk desk = new TestDesk(yard, new Supplies(Map.of(dataset.name(), listing)));
    List<InputFile> files = desk.files(train.spec(), dataset.spec(), all);
    if (!InputListing.digest(files).equals(pinned.listing())) {
      return new Answer.Lost(changed(pinned.files(), files.size()));
    }
    List<WagonRef> wagons = pinned.carried().stream().map(Carried::wagon).toList();
    return switch (new Composer(yard, Images.UNUSED).compose(wagons, train.spec().tags())) {
      case Outcome.Refused(Refusal refusal) -> new Answer.Lost(refusal.message());
      case Outcome.Later(String message) -> new Answer.Lost(message);
      case Outcome.Composed composed ->
          new Answer.Drawn(
              new OrderDraft(facts(yard))
                  .train(
                      pinned.order(),
                      train,
                      dataset,
                      composed,
                      pinned.carried(),
                      files,
                      pinned.artefacts()));
    };
  }

  /// The order of the test of a wagon.
  public Answer test(WagonTestStatus status) {
    Declared<DatasetSpec> dataset = then.datasets().get(status.dataset());
    if (dataset == null) {
      return new Answer.Lost(
          "commit "
              + status.observedCommit().abbreviated()
              + " has no dataset "
              + status.dataset());
    }
    if (!(listing instanceof DatasetListing.Listed)) {
      return unlisted();
    }
    Snapshot yard = withPackages(status.packages());
    TestDesk desk = new TestDesk(yard, new Supplies(Map.of(dataset.name(), listing)));
    return switch (desk.test(status.wagon(), dataset, Given.NOTHING)) {
      case TestDesk.Answer.Refused(Refusal refusal) -> new Answer.Lost(refusal.message());
      case TestDesk.Answer.Later(String _, String message) -> new Answer.Lost(message);
      case TestDesk.Answer.Needs(WantedTest test) ->
          test.key().equals(status.key())
              ? new Answer.Drawn(
                  new OrderDraft(facts(yard)).wagonTest(test, status, Purpose.WAGON_TEST))
              : new Answer.Lost(changed(status.sampleFiles(), test.sample().size()));
    };
  }

  private Answer unlisted() {
    return new Answer.Lost(
        switch (listing) {
          case DatasetListing.Failed(String _, String message) -> message;
          case DatasetListing.Unknown(String message) -> message;
          case DatasetListing.Listed _ -> "";
        });
  }

  private static String changed(int before, int now) {
    return "its input files are not listed as they were then (%d files then, %d now; places and sizes count)"
        .formatted(before, now);
  }

  /// Tags may have moved or gone since; what was pinned counts.
  private Snapshot withPackages(List<PackageVersion> pinned) {
    return new Snapshot(
        then.commit(),
        then.yard(),
        then.packages(),
        then.runLists(),
        then.datasets(),
        then.analyses(),
        then.wagons(),
        then.trains(),
        pinned.stream().collect(Collectors.groupingBy(PackageVersion::name)),
        then.unreadableTrains(),
        then.listeners(),
        then.pipelines(),
        then.problems());
  }

  private static Facts facts(Snapshot yard) {
    PlanSettings settings = new PlanSettings("again", Set.of("local"), "local", 0);
    return new Facts(settings, yard, Observed.NOTHING, Instant.EPOCH);
  }
}
