package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.controller.Reproduction;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Kind;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.plan.OrderAgain;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the status branch remembers of a train or of the test of a wagon: enough to find, or draw
/// up again, what it ran.
sealed interface Recorded {
  /// The id of its order.
  String order();

  /// The commit that it was planned from.
  CommitId commit();

  /// Instances that it went on without.
  List<String> without();

  /// Draws the order up once more.
  OrderAgain.Answer again(Reproduction from);

  /// A train that was composed.
  record OfTrain(TrainStatus train, Composition pinned) implements Recorded {
    @Override
    public String order() {
      return pinned.order();
    }

    @Override
    public CommitId commit() {
      return pinned.commit();
    }

    @Override
    public List<String> without() {
      return train.uncoupled().stream().map(TrainStatus.Uncoupled::wagon).toList();
    }

    @Override
    public OrderAgain.Answer again(Reproduction from) {
      return from.train(train, pinned);
    }
  }

  /// A test of a wagon.
  record OfTest(WagonTestStatus test) implements Recorded {
    @Override
    public String order() {
      return test.order();
    }

    @Override
    public CommitId commit() {
      return test.commit();
    }

    @Override
    public List<String> without() {
      return List.of();
    }

    @Override
    public OrderAgain.Answer again(Reproduction from) {
      return from.test(test);
    }
  }

  /// Finds what is meant.
  ///
  /// @param text a train, or a wagon for its newest test
  /// @param dataset the test's dataset, or empty for any
  static Recorded find(YardNames names, Memory memory, String text, String dataset)
      throws UsageException {
    Named named = names.find(text, EnumSet.of(Kind.TRAIN, Kind.WAGON));
    return named.kind() == Kind.TRAIN
        ? train(named.name(), memory.trains().get(named.name()))
        : test(memory, named.wagon(), dataset);
  }

  private static Recorded train(String name, @Nullable TrainStatus train) throws UsageException {
    Composition pinned = train == null ? null : train.composition();
    if (train == null || pinned == null) {
      throw new UsageException(
          "train %s has not run anything yet; `trainyard why %s` says why".formatted(name, name));
    }
    return new OfTrain(train, pinned);
  }

  private static Recorded test(Memory memory, WagonRef wagon, String dataset)
      throws UsageException {
    WagonStatus status = memory.wagons().get(wagon);
    List<WagonTestStatus> tests = status == null ? List.of() : status.tests();
    return tests.stream()
        .filter(test -> dataset.isEmpty() || test.dataset().equals(dataset))
        .findFirst()
        .map(OfTest::new)
        .orElseThrow(
            () ->
                new UsageException(
                    "wagon %s has not been tested%s yet; `trainyard why wagon/%s` says why"
                        .formatted(wagon, dataset.isEmpty() ? "" : " on " + dataset, wagon)));
  }

  /// The order: as it was pinned where the store can be read, else drawn up again; so too where
  /// inputs lie elsewhere than it says.
  default WorkOrder order(OpenYard open, Memory memory, TestInputs inputs)
      throws IOException, UsageException, UnknownRevisionException {
    if (open.settings().isPresent() && !inputs.isNamed()) {
      Store store = open.store();
      Optional<WorkOrder> pinned = store.order(order());
      if (pinned.isPresent()) {
        return pinned.get();
      }
    }
    Snapshot then = open.snapshot(commit().hex());
    return switch (again(new Reproduction(then, memory.trains(), inputs.files(open)))) {
      case OrderAgain.Answer.Drawn(WorkOrder order) -> order;
      case OrderAgain.Answer.Lost(String why) ->
          throw new IOException(
              "what was run cannot be told from the commit and the status branch alone: %s; with the settings of a controller whose store is at hand (--settings) it can"
                  .formatted(why));
    };
  }
}
