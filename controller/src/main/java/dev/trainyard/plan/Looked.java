package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The statuses that a preview was made from, those that were missing too: it holds as long as they
/// say the same.
final class Looked {
  private final Set<String> askedTrains = new HashSet<>();
  private final Set<Digest> askedTests = new HashSet<>();
  private Map<String, TrainStatus> trains;
  private Map<Digest, WagonTestStatus> tests;
  private Instant until = Instant.MAX;

  Looked(Observed at) {
    this.trains = at.trains();
    this.tests = at.tests();
  }

  @Nullable TrainStatus train(String name) {
    askedTrains.add(name);
    return trains.get(name);
  }

  @Nullable WagonTestStatus test(Digest key) {
    askedTests.add(key);
    return tests.get(key);
  }

  /// What was looked at says something else from then on.
  void holdsUntil(Instant end) {
    until = end.isBefore(until) ? end : until;
  }

  /// Whether nothing of it has become another since this was asked last, or since it was looked at.
  boolean isStill(Observed now, Instant time) {
    if (!time.isBefore(until)) {
      return false;
    }
    for (String name : Difference.between(trains, now.trains())) {
      if (askedTrains.contains(name) && !isSame(trains.get(name), now.trains().get(name))) {
        return false;
      }
    }
    for (Digest key : Difference.between(tests, now.tests())) {
      if (askedTests.contains(key)) {
        return false;
      }
    }
    trains = now.trains();
    tests = now.tests();
    return true;
  }

  /// Its counts do not matter.
  private static boolean isSame(@Nullable TrainStatus then, @Nullable TrainStatus now) {
    return then != null
        && now != null
        && then.phase().word().equals(now.phase().word())
        && then.spec().equals(now.spec())
        && then.rerun() == now.rerun()
        && Objects.equals(then.composition(), now.composition());
  }
}
