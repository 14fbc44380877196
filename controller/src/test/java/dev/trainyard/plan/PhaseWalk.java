package dev.trainyard.plan;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Walks sealed phases, so that a phase nobody tests fails a test.
final class PhaseWalk {
  private PhaseWalk() {}

  /// The names of all variants of a sealed type.
  static Set<String> words(Class<?> sealed) {
    return variants(sealed)
        .map(Class::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<Class<?>> variants(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(PhaseWalk::variants)
        : Stream.of(type);
  }
}
