package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.work.WorkOrder.Carried;
import java.util.List;

/// Which wagons a train takes: of those it asks for, the ones that passed their test.
///
/// @param aboard the wagons it takes
/// @param testing wagons whose test is not over
/// @param unknown why the tests of some wagons cannot be told yet
/// @param refused wagons that a person must mend first, with what is wrong
/// @param satisfied wagons enabled `once` whose result exists already
record Selection(
    List<Carried> aboard,
    List<WagonRef> testing,
    List<Refusal> unknown,
    List<Wait> refused,
    List<WagonRef> satisfied) {

  /// One wagon's test.
  record WantedKey(WagonRef wagon, Digest key) {
    static WantedKey of(WantedTest test) {
      return new WantedKey(test.wagon(), test.key());
    }
  }
}
