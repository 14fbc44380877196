package dev.trainyard.config;

import dev.trainyard.model.SharingMap;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Spec;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The objects of one kind by name, put and removed one by one; the first file, by path, that
/// declares a name has it.
final class Shelf<K extends Comparable<K>, S extends Spec> {
  private final Map<K, Located<S>> objects = new TreeMap<>();

  /// Of names that several files declare, all of them by path.
  private final Map<K, TreeMap<String, Located<S>>> contested = new TreeMap<>();

  private SharingMap<K, Declared<S>> declared = SharingMap.empty();

  /// Names under which that may not hold what is here.
  private final Set<K> touched = new HashSet<>();

  void put(K name, Located<S> object) {
    touched.add(name);
    Located<S> other = objects.putIfAbsent(name, object);
    if (other != null) {
      TreeMap<String, Located<S>> all =
          contested.computeIfAbsent(name, _ -> new TreeMap<>(Map.of(other.path(), other)));
      all.put(object.path(), object);
      objects.put(name, all.firstEntry().getValue());
    }
  }

  void remove(K name, String path) {
    touched.add(name);
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

  /// What everybody else sees: a map that never changes, made of the one before and what was
  /// touched.
  Map<K, Declared<S>> declared() {
    for (K name : touched) {
      Located<S> object = objects.get(name);
      declared = object == null ? declared.without(name) : declared.with(name, object.declared());
    }
    touched.clear();
    return declared;
  }

  /// Per contested name all its files, the first one first.
  Stream<List<Located<S>>> contested() {
    return contested.values().stream().map(all -> List.copyOf(all.values()));
  }
}
