package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.Part;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.TaskArray;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A submission as the cluster keeps it: a ConfigMap, which owns its Jobs.
record Entry(Order order, ConfigMap object) {
  List<Part> parts() {
    TaskArray array = order.array();
    return Part.of(array, order.jobSize());
  }

  String uid() {
    return object.getMetadata().getUid();
  }

  /// Whether all of its Jobs were there once: from then on it is accepted, and a Job that is gone
  /// is lost.
  boolean isAccepted() {
    return annotation(Words.ACCEPTED).isPresent();
  }

  /// How it stands: as it was told last, or else as it was submitted.
  Standing standing() {
    return annotation(Words.STANDING)
        .flatMap(Words::standing)
        .orElseGet(() -> Standing.going(order.priority()));
  }

  boolean isCancelled() {
    return annotation(Words.CANCELLED).isPresent();
  }

  /// The same, as little as is needed of what is over: it is kept for weeks.
  Entry withoutContent() {
    return new Entry(
        order,
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(object.getMetadata().getName())
            .withUid(object.getMetadata().getUid())
            .endMetadata()
            .build());
  }

  private Optional<String> annotation(String name) {
    Map<String, String> all = object.getMetadata().getAnnotations();
    return Optional.ofNullable(all == null ? null : all.get(name));
  }
}
