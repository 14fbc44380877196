package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.TrainStatus.Uncoupled;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.plan.JobTally.GivenUp;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides which wagons a train goes on without.
final class Uncoupling {
  private Uncoupling() {}

  /// The train without the wagons that jobs were given up for.
  static TrainStatus after(TrainStatus status, List<GivenUp> givenUp) {
    Map<String, Uncoupled> wagons = named(status);
    for (GivenUp job : givenUp) {
      for (InstanceName culprit : job.culprits()) {
        String reason = reason(job.cause().toString(), job.index(), job.message());
        wagons.putIfAbsent(culprit.toString(), new Uncoupled(culprit.toString(), reason));
      }
    }
    return status.without(List.copyOf(wagons.values()));
  }

  /// The train without the wagons that an earlier controller has left out, even if it was killed
  /// before it could say so: a committed job that lacks a wagon tells of it.
  static TrainStatus recovered(TrainStatus status, OrderProgress progress) {
    Set<InstanceName> missing = missing(progress);
    missing.removeAll(Dispatch.uncoupled(status, progress.order()));
    if (missing.isEmpty()) {
      return status;
    }
    Map<String, Uncoupled> wagons = named(status);
    for (JobResult result : progress.failed()) {
      for (InstanceName culprit : JobTally.culprits(result)) {
        if (missing.contains(culprit)) {
          String reason = reason(result.cause().toString(), result.index(), result.message());
          wagons.put(culprit.toString(), new Uncoupled(culprit.toString(), reason));
        }
      }
    }
    TrainStatus blamed = status.without(List.copyOf(wagons.values()));
    missing.removeAll(Dispatch.uncoupled(blamed, progress.order()));
    for (InstanceName other : missing.stream().sorted().toList()) {
      wagons.put(other.toString(), new Uncoupled(other.toString(), "jobs were run without it"));
    }
    return status.without(List.copyOf(wagons.values()));
  }

  private static Set<InstanceName> missing(OrderProgress progress) {
    List<InstanceName> all = progress.order().wagons().stream().map(WagonRun::name).toList();
    Set<InstanceName> missing = new HashSet<>();
    for (JobResult result : progress.committed().values()) {
      if (result.wagons().size() < all.size()) {
        missing.addAll(without(all, result.wagons()));
      }
    }
    return missing;
  }

  private static Collection<InstanceName> without(
      List<InstanceName> all, List<WagonResult> results) {
    Set<InstanceName> rest = new HashSet<>(all);
    results.forEach(result -> rest.remove(result.name()));
    return rest;
  }

  private static Map<String, Uncoupled> named(TrainStatus status) {
    Map<String, Uncoupled> wagons = new LinkedHashMap<>();
    status.uncoupled().forEach(u -> wagons.put(u.wagon(), u));
    return wagons;
  }

  private static String reason(String cause, int index, String message) {
    return cause + " on job " + index + ": " + message;
  }
}
