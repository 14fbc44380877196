package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tests that wagons want, in order of the wagons, each with the step that it took last.
final class Places {
  private final SortedMap<WagonRef, List<Place>> byWagon = new TreeMap<>();
  private final Map<Digest, List<Place>> byKey = new HashMap<>();

  /// Per wagon those whose tests carry it along.
  private final Map<WagonRef, Set<WagonRef>> dependants = new HashMap<>();

  /// Those whose last step is worth nothing by now; there may be more, by the time.
  private final Set<Place> open = new HashSet<>();

  /// One test that one wagon wants.
  static final class Place {
    private final WantedTest test;
    private @Nullable TestStep step;

    Place(WantedTest test) {
      this.test = test;
    }

    WantedTest test() {
      return test;
    }

    /// The step that it takes as long as its status is what it was; null if it has to be asked: it
    /// is not over, or has expired.
    @Nullable TestStep standing(Instant now) {
      TestStep last = step;
      return last != null && isStanding(last, now) ? last : null;
    }

    private static boolean isStanding(TestStep step, Instant now) {
      WagonTestPhase phase = step.status().phase();
      Instant until = step.due();
      return phase.isOver()
          && !(phase instanceof WagonTestPhase.Expired)
          && until != null
          && now.isBefore(until);
    }
  }

  /// Replaces what a wagon wants.
  void put(WagonRef wagon, Collection<WantedTest> tests) {
    remove(wagon);
    if (tests.isEmpty()) {
      return;
    }
    List<Place> places = tests.stream().map(Place::new).toList();
    byWagon.put(wagon, places);
    for (Place place : places) {
      byKey.merge(place.test.key(), List.of(place), Places::both);
      open.add(place);
      place.test.composed().wagons().stream()
          .filter(carried -> !carried.equals(wagon))
          .forEach(carried -> dependants(carried).add(wagon));
    }
  }

  private void remove(WagonRef wagon) {
    List<Place> places = byWagon.remove(wagon);
    for (Place place : places == null ? List.<Place>of() : places) {
      byKey.computeIfPresent(place.test.key(), (_, all) -> without(all, place));
      open.remove(place);
      place.test.composed().wagons().stream()
          .filter(carried -> !carried.equals(wagon))
          .forEach(carried -> dependants(carried).remove(wagon));
    }
  }

  private Set<WagonRef> dependants(WagonRef carried) {
    return dependants.computeIfAbsent(carried, _ -> new HashSet<>());
  }

  private static List<Place> both(List<Place> some, List<Place> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static @Nullable List<Place> without(List<Place> all, Place gone) {
    List<Place> rest = all.stream().filter(place -> !place.equals(gone)).toList();
    return rest.isEmpty() ? null : rest;
  }

  /// A test took a step: nothing has to be done for it any more, if that is over.
  void step(Place place, TestStep step, Instant now) {
    place.step = step;
    if (place.standing(now) == null) {
      open.add(place);
    } else {
      open.remove(place);
    }
  }

  /// The status of the tests with this key is another.
  void reopen(Digest key) {
    for (Place place : byKey.getOrDefault(key, List.of())) {
      place.step = null;
      open.add(place);
    }
  }

  /// In order of the wagons, per wagon in the order of its wishes.
  Collection<List<Place>> all() {
    return Collections.unmodifiableCollection(byWagon.values());
  }

  Set<Place> open() {
    return Collections.unmodifiableSet(open);
  }

  boolean hasKey(Digest key) {
    return byKey.containsKey(key);
  }

  /// Wagons whose tests carry this one along.
  Set<WagonRef> dependantsOf(WagonRef wagon) {
    return Collections.unmodifiableSet(dependants.getOrDefault(wagon, Set.of()));
  }

  /// Wagons that want a test with the software of one of these packages.
  Stream<WagonRef> using(Set<String> packages) {
    return byWagon.entrySet().stream()
        .filter(wagon -> wagon.getValue().stream().anyMatch(p -> p.test.uses(packages)))
        .map(Map.Entry::getKey);
  }

  /// The test that a wagon wants on a dataset, if it was asked for before.
  Optional<WantedTest> test(WagonRef wagon, String dataset) {
    return byWagon.getOrDefault(wagon, List.of()).stream()
        .map(Place::test)
        .filter(test -> test.dataset().equals(dataset))
        .findFirst();
  }

  /// The status of a wagon's test after its last step.
  Optional<WagonTestStatus> status(WagonRef wagon, Digest key) {
    return byWagon.getOrDefault(wagon, List.of()).stream()
        .filter(place -> place.test.key().equals(key))
        .flatMap(place -> Stream.ofNullable(place.step))
        .map(TestStep::status)
        .findFirst();
  }
}
