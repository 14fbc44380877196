package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.plan.Selection.WantedKey;
import dev.trainyard.plan.TestDesk.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tests that were asked for, and those for which that could not be found out.
///
/// @param wanted one per wagon and test key, in the order in which they were asked for
/// @param keys of those
/// @param waits tests that cannot be wanted yet, and why
/// @param unlisted datasets of which something is not known yet: their files, or an image
/// @param refused wagons that a person must mend first
record Wishes(
    Map<WantedKey, WantedTest> wanted,
    Set<Digest> keys,
    List<Wait> waits,
    Set<String> unlisted,
    Set<WagonRef> refused) {

  static Wishes none() {
    return new Wishes(
        new LinkedHashMap<>(),
        new HashSet<>(),
        new ArrayList<>(),
        new HashSet<>(),
        new HashSet<>());
  }

  /// Asks for what a train needs whose wagons are to be tested: no build, and once all artefacts
  /// are there; until then it says itself what it waits for.
  void ask(
      TestDesk desk,
      Facts facts,
      EnabledWagons enabled,
      Declared<TrainSpec> train,
      Declared<DatasetSpec> dataset) {
    if (!Boarding.isBuild(dataset)
        && facts.artefacts(train, dataset) instanceof Artefacts.Answer.Found found) {
      for (WagonRef wagon : enabled.asked(facts.today(), train, dataset)) {
        ask(desk, wagon, dataset, Given.by(train, found));
      }
    }
  }

  void ask(TestDesk desk, WagonRef wagon, Declared<DatasetSpec> dataset, Given given) {
    switch (desk.test(wagon, dataset, given)) {
      case Answer.Needs(WantedTest test) -> {
        wanted.put(WantedKey.of(test), test);
        keys.add(test.key());
      }
      case Answer.Refused(Refusal refusal) -> {
        refused.add(wagon);
        waits.add(new Wait(subject(wagon, dataset), refusal.reason(), refusal.message()));
      }
      case Answer.Later(String reason, String message) -> {
        unlisted.add(dataset.name());
        waits.add(new Wait(subject(wagon, dataset), reason, message));
      }
    }
  }

  /// Whether somebody wants this test, or may once that can be found out.
  boolean mayWant(WagonTestStatus test) {
    return keys.contains(test.key())
        || unlisted.contains(test.dataset())
        || refused.contains(test.wagon());
  }

  private static String subject(WagonRef wagon, Declared<DatasetSpec> dataset) {
    return WagonTestMachine.subject(wagon, dataset.name());
  }
}
