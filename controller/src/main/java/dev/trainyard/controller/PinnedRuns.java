package dev.trainyard.controller;

import dev.trainyard.model.RunSet;
import dev.trainyard.model.status.ListenerStatus.Batch;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.DamagedRecordException;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells from the store which runs of a listener shared a train, when the status branch does not: a
/// batch that was closed by its age would be made otherwise today, and its data be run twice.
final class PinnedRuns {
  private static final Logger log = LoggerFactory.getLogger(PinnedRuns.class);

  private final Store store;

  PinnedRuns(Store store) {
    this.store = store;
  }

  /// The batches that orders were ever pinned for.
  List<Batch> of(String listener) throws IOException {
    Map<Long, TreeSet<Long>> byFirst = new TreeMap<>();
    for (String id : store.orders(OrderId.trainBeginning(listener + "-"))) {
      Optional<Long> first = OrderId.runOfTrain(id, listener);
      if (first.isPresent()) {
        byFirst.computeIfAbsent(first.get(), run -> new TreeSet<>(List.of(run))).addAll(runs(id));
      }
    }
    List<Batch> batches = new ArrayList<>();
    byFirst.forEach(
        (first, runs) -> {
          if (runs.size() > 1) {
            batches.add(new Batch(first, RunSet.of(runs)));
          }
        });
    return batches;
  }

  private List<Long> runs(String id) throws IOException {
    try {
      return store.order(id).stream().flatMap(PinnedRuns::runs).distinct().toList();
    } catch (DamagedRecordException e) {
      log.atWarn().log("{}; whose runs it had is not known", e.getMessage());
      return List.of();
    }
  }

  private static Stream<Long> runs(WorkOrder order) {
    return order.jobs().stream()
        .flatMap(job -> job.inputs().stream())
        .map(input -> input.run())
        .filter(Objects::nonNull);
  }
}
