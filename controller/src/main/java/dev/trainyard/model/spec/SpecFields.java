package dev.trainyard.model.spec;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The single values of a spec as it counts, by their paths in its file, such as
/// `resources.memory`: together they are the whole spec.
///
/// @param own those that are not as by default
/// @param byDefault those that would be the same if the file did not hold them
public record SpecFields(SortedMap<String, String> own, SortedMap<String, String> byDefault) {
  public SpecFields {
    own = Collections.unmodifiableSortedMap(new TreeMap<>(own));
    byDefault = Collections.unmodifiableSortedMap(new TreeMap<>(byDefault));
  }

  /// All of them.
  public SortedMap<String, String> all() {
    SortedMap<String, String> all = new TreeMap<>(byDefault);
    all.putAll(own);
    return all;
  }
}
