package dev.trainyard.plan;

import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListenerSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds runs that several listeners of one source take although none says that it shares them.
final class Contest {
  private Contest() {}

  /// Such runs, by listener.
  static Map<String, Set<Long>> among(
      Map<String, Declared<RunListenerSpec>> listeners, Map<String, TakenRuns> taken) {
    Map<String, Set<Long>> contested = new HashMap<>();
    List<Declared<RunListenerSpec>> all = List.copyOf(listeners.values());
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        Declared<RunListenerSpec> a = all.get(i);
        Declared<RunListenerSpec> b = all.get(j);
        if (a.spec().source().equals(b.spec().source()) && !share(a, b)) {
          Set<Long> both = both(taken.get(a.name()), taken.get(b.name()));
          if (!both.isEmpty()) {
            contested.computeIfAbsent(a.name(), _ -> new TreeSet<>()).addAll(both);
            contested.computeIfAbsent(b.name(), _ -> new TreeSet<>()).addAll(both);
          }
        }
      }
    }
    return contested;
  }

  /// Whether one of the two says that they share runs on purpose.
  static boolean share(Declared<RunListenerSpec> a, Declared<RunListenerSpec> b) {
    return a.spec().sharesWith().contains(b.name()) || b.spec().sharesWith().contains(a.name());
  }

  private static Set<Long> both(@Nullable TakenRuns a, @Nullable TakenRuns b) {
    if (a == null || b == null) {
      return Set.of();
    }
    NavigableSet<Long> fewer = a.matched().size() < b.matched().size() ? a.matched() : b.matched();
    NavigableSet<Long> more = a.matched().size() < b.matched().size() ? b.matched() : a.matched();
    Set<Long> both = new TreeSet<>();
    for (long run : fewer) {
      if (more.contains(run)) {
        both.add(run);
      }
    }
    return both;
  }
}
