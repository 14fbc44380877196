package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.WorkOrder.Carried;
import dev.trainyard.plan.TestDesk.Answer;
import java.util.ArrayList;
import java.util.List;

/// Sorts the wagons that a train asks for by what their tests say: see [Selection].
final class Boarding {
  private final Facts facts;
  private final TestDesk desk;
  private final EnabledWagons enabled;
  private final TestStatuses tests;

  Boarding(Facts facts, TestDesk desk, EnabledWagons enabled, TestStatuses tests) {
    this.facts = facts;
    this.desk = desk;
    this.enabled = enabled;
    this.tests = tests;
  }

  /// Looks at every wagon that a train asks for.
  ///
  /// @param given what it gives to its wagons
  /// @param files digest of the input files that it would run over
  Selection select(
      Declared<TrainSpec> train, Declared<DatasetSpec> dataset, Given given, Digest files) {
    List<Carried> aboard = new ArrayList<>();
    List<WagonRef> testing = new ArrayList<>();
    List<Refusal> unknown = new ArrayList<>();
    List<Wait> refused = new ArrayList<>();
    List<WagonRef> satisfied = new ArrayList<>();
    for (WagonRef wagon : enabled.asked(facts.today(), train, dataset)) {
      switch (desk.test(wagon, dataset, given)) {
        case Answer.Refused(Refusal refusal) -> refused.add(refused(wagon, refusal));
        case Answer.Later(String reason, String message) ->
            unknown.add(new Refusal(reason, message));
        case Answer.Needs(WantedTest test) -> {
          WagonTestStatus status = tests.of(wagon, test.key()).orElse(null);
          Carried carried = new Carried(wagon, test.key());
          if (isSatisfied(train, carried, files)) {
            satisfied.add(wagon);
          } else if (isBuild(dataset) || (status != null && status.phase().mayRide())) {
            aboard.add(carried);
          } else if (status != null
              && status.phase() instanceof WagonTestPhase.Failed(String cause)) {
            refused.add(
                refused(
                    wagon,
                    new Refusal(
                        "TestFailed", "its test failed (" + cause + "): " + status.message())));
          } else {
            testing.add(wagon);
          }
        }
      }
    }
    return new Selection(aboard, testing, unknown, refused, satisfied);
  }

  /// Whether the train is its own test: it runs its wagons once, over all that there is.
  static boolean isBuild(Declared<DatasetSpec> dataset) {
    return dataset.spec().made() != null;
  }

  private static Wait refused(WagonRef wagon, Refusal refusal) {
    return new Wait("wagon " + wagon, refusal.reason(), refusal.message());
  }

  /// Whether the wagon is enabled once, rides because it is enabled, and another train with this
  /// content of it has succeeded over the same files.
  private boolean isSatisfied(Declared<TrainSpec> train, Carried carried, Digest files) {
    var declared = facts.snapshot().wagons().get(carried.wagon());
    boolean once =
        declared != null
            && train.spec().wagons().enabled() != null
            && EnabledWagons.enabling(facts.today(), declared.spec(), train.spec().dataset())
                .filter(e -> e.mode() == Mode.ONCE)
                .isPresent();
    return once
        && facts.observed().trains().values().stream()
            .filter(earlier -> !earlier.name().equals(train.name()))
            .anyMatch(earlier -> has(earlier, carried, files));
  }

  private static boolean has(TrainStatus earlier, Carried carried, Digest files) {
    Composition composition = earlier.composition();
    return earlier.phase() instanceof TrainPhase.Succeeded
        && composition != null
        && composition.listing().equals(files)
        && composition.carried().contains(carried)
        && earlier.uncoupled().stream()
            .noneMatch(u -> InstanceName.parse(u.wagon()).wagon().equals(carried.wagon()));
  }
}
