package dev.trainyard.plan;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.plan.Selection.WantedKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the tests of trains' wagons say, or would have to say: every test passes that has not
/// failed.
final class Suppositions {
  private final Facts facts;
  private final TestDesk desk;
  private final EnabledWagons enabled;
  private final Looked looked;
  private final WagonTestMachine machine;

  /// @param looked takes down what this is made from
  Suppositions(Facts facts, TestDesk desk, EnabledWagons enabled, Looked looked) {
    this.facts = facts;
    this.desk = desk;
    this.enabled = enabled;
    this.looked = looked;
    // What failed for a pull request counts, although main would try it again.
    this.machine = WagonTestMachine.forResults(facts);
  }

  /// Of one train.
  ///
  /// @param known of the wagons that were tested
  record Supposition(TestStatuses statuses, Map<WagonRef, WagonTestStatus> known) {}

  /// The wagons that it would ask for.
  Collection<WagonRef> asked(Declared<TrainSpec> train) {
    Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(train.spec().dataset());
    return dataset == null ? List.of() : enabled.asked(facts.today(), train, dataset);
  }

  Supposition of(Declared<TrainSpec> train) {
    TestStatuses statuses = new TestStatuses(new Places());
    Map<WagonRef, WagonTestStatus> known = new HashMap<>();
    Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(train.spec().dataset());
    if (dataset == null || !(artefacts(train, dataset) instanceof Artefacts.Answer.Found found)) {
      return new Supposition(statuses, known);
    }
    for (WagonRef wagon : asked(train)) {
      if (desk.test(wagon, dataset, Given.by(train, found))
          instanceof TestDesk.Answer.Needs(WantedTest test)) {
        looked.test(test.key());
        statuses.put(WantedKey.of(test), machine.supposed(test));
        machine.result(test).ifPresent(result -> known.put(wagon, result));
      }
    }
    return new Supposition(statuses, known);
  }

  /// What it would get of earlier trains, all of which are looked at.
  private Artefacts.Answer artefacts(Declared<TrainSpec> train, Declared<DatasetSpec> dataset) {
    train.spec().artefacts().values().forEach(from -> looked.train(from.train()));
    return facts.artefacts(train, dataset);
  }
}
