package dev.trainyard.engine.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The objects of the double: what etcd and the generic part of the API server do. Every change has
/// a version; the last ones are told to watches, older ones are gone.
final class ObjectStore {
  /// Kept for watches that come late.
  private static final int HISTORY = 20_000;

  private final Map<String, Map<String, ObjectNode>> objects = new ConcurrentHashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Consumer<Event>> listeners = new ArrayList<>();
  private long version = 100;
  private long compacted;

  /// A change of an object.
  record Event(long version, String kind, String type, ObjectNode object) {}

  /// @param listener is told of each change, with the store locked
  synchronized void listen(Consumer<Event> listener) {
    listeners.add(listener);
  }

  synchronized long version() {
    return version;
  }

  synchronized Optional<ObjectNode> get(String kind, String name) {
    return Optional.ofNullable(all(kind).get(name));
  }

  synchronized List<ObjectNode> list(String kind, Predicate<ObjectNode> wanted) {
    return all(kind).values().stream().filter(wanted).toList();
  }

  private Map<String, ObjectNode> all(String kind) {
    return objects.computeIfAbsent(kind, _ -> new TreeMap<>());
  }

  /// Adds an object that is not there.
  synchronized ObjectNode create(String kind, ObjectNode object) {
    ObjectNode metadata = object.withObject("/metadata");
    metadata.put("namespace", KubernetesCluster.NAMESPACE);
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now());
    metadata.put("generation", 1);
    return put(kind, "ADDED", object);
  }

  /// Changes an object that is there.
  synchronized Optional<ObjectNode> update(String kind, String name, Consumer<ObjectNode> change) {
    ObjectNode before = all(kind).get(name);
    if (before == null) {
      return Optional.empty();
    }
    ObjectNode after = before.deepCopy();
    change.accept(after);
    if (after.equals(before)) {
      return Optional.of(before);
    }
    ObjectNode stored = put(kind, "MODIFIED", after);
    removeIfDone(kind, name);
    return Optional.of(stored);
  }

  private ObjectNode put(String kind, String type, ObjectNode object) {
    version++;
    object.withObject("/metadata").put("resourceVersion", Long.toString(version));
    all(kind).put(name(object), object);
    tell(new Event(version, kind, type, object));
    return object;
  }

  /// An object that is being deleted goes when nobody holds it any more.
  private void removeIfDone(String kind, String name) {
    ObjectNode object = all(kind).get(name);
    boolean deleting = object != null && object.path("metadata").has("deletionTimestamp");
    boolean held = object != null && !object.path("metadata").path("finalizers").isEmpty();
    if (deleting && !held && (!kind.equals("pods") || isTerminal(object))) {
      remove(kind, name);
    }
  }

  /// Takes an object away at once.
  synchronized void remove(String kind, String name) {
    ObjectNode object = all(kind).remove(name);
    if (object != null) {
      ObjectNode last = object.deepCopy();
      version++;
      last.withObject("/metadata").put("resourceVersion", Long.toString(version));
      tell(new Event(version, kind, "DELETED", last));
    }
  }

  private void tell(Event event) {
    events.add(event);
    if (events.size() > 2 * HISTORY) {
      compacted = events.get(events.size() - HISTORY - 1).version();
      events.subList(0, events.size() - HISTORY).clear();
    }
    listeners.forEach(it -> it.accept(event));
    notifyAll();
  }

  /// Forgets its history: watches from before have to begin anew.
  synchronized void compact() {
    events.clear();
    compacted = version;
    notifyAll();
  }

  /// What happened to a kind after a version, waiting a while for it.
  ///
  /// @return nothing if that is forgotten
  synchronized Optional<List<Event>> after(String kind, long since, long millis)
      throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    List<Event> found = since(kind, since);
    while (found.isEmpty() && since >= compacted && System.nanoTime() < end) {
      wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      found = since(kind, since);
    }
    return since < compacted ? Optional.empty() : Optional.of(found);
  }

  private List<Event> since(String kind, long since) {
    List<Event> found = new ArrayList<>();
    for (int at = events.size() - 1; at >= 0 && events.get(at).version() > since; at--) {
      if (events.get(at).kind().equals(kind)) {
        found.addFirst(events.get(at));
      }
    }
    return found;
  }

  static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText();
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static boolean isTerminal(@Nullable ObjectNode pod) {
    String phase = pod == null ? "" : pod.path("status").path("phase").asText();
    return phase.equals("Succeeded") || phase.equals("Failed");
  }
}
