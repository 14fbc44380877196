package dev.trainyard.config;

import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Spec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The objects of one kind by name, put and removed one by one; the first file, by path, that
/// declares a name has it.
final class Shelf<K extends Comparable<K>, S extends Spec> {
  private final Map<K, Located<S>> objects = new TreeMap<>();

  /// Of names that several files declare, all of them by path.
  private final Map<K, TreeMap<String, Located<S>>> contested = new TreeMap<>();

  private @Nullable Map<K, Declared<S>> declared;

  void put(K name, Located<S> object) {
    declared = null;
    Located<S> other = objects.putIfAbsent(name, object);
    if (other != null) {
      TreeMap<String, Located<S>> all =
          contested.computeIfAbsent(name, _ -> new TreeMap<>(Map.of(other.path(), other)));
      all.put(object.path(), object);
      objects.put(name, all.firstEntry().getValue());
    }
  }

  void remove(K name, String path) {
    declared = null;
    TreeMap<String, Located<S>> all = contested.get(name);
    if (all == null) {
      objects.remove(name);
      return;
    }
    all.remove(path);
    objects.put(name, all.firstEntry().getValue());
    if (all.size() == 1) {
      contested.remove(name);
    }
  }

  /// Live, in order of the names.
  Map<K, Located<S>> objects() {
    return Collections.unmodifiableMap(objects);
  }

  /// What everybody else sees; the same map again as long as nothing has changed.
  Map<K, Declared<S>> declared() {
    Map<K, Declared<S>> known = declared;
    if (known == null) {
      known = copy();
      declared = known;
    }
    return known;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a generic type
  private Map<K, Declared<S>> copy() {
    List<Map.Entry<K, Declared<S>>> entries = new ArrayList<>(objects.size());
    objects.forEach((name, object) -> entries.add(Map.entry(name, object.declared())));
    return Map.ofEntries(entries.toArray(Map.Entry[]::new));
  }

  /// Per contested name all its files, the first one first.
  Stream<List<Located<S>>> contested() {
    return contested.values().stream().map(all -> List.copyOf(all.values()));
  }
}
