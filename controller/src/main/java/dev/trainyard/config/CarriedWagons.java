package dev.trainyard.config;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.WagonSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Wagons with all that they depend on, as far as that is declared.
record CarriedWagons(YardIndex yard) {

  List<Located<WagonSpec>> of(Collection<WagonRef> roots) {
    Deque<WagonRef> open = new ArrayDeque<>(roots);
    Set<WagonRef> seen = new TreeSet<>();
    List<Located<WagonSpec>> carried = new ArrayList<>();
    while (!open.isEmpty()) {
      WagonRef ref = open.remove();
      if (seen.add(ref)) {
        yard.wagon(ref).ifPresent(wagon -> carry(wagon, carried, open));
      }
    }
    return carried;
  }

  private static void carry(
      Located<WagonSpec> wagon, List<Located<WagonSpec>> carried, Deque<WagonRef> open) {
    carried.add(wagon);
    String analysis = wagon.spec().analysis();
    wagon.spec().dependsOn().forEach(name -> open.add(WagonRef.parse(name, analysis)));
  }
}
