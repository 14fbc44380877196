package dev.trainyard.report;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.YardStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who is in the yard, in the order in which pages list them.
record Roster(
    YardStatus yard,
    SortedSet<WagonRef> wagons,
    SortedSet<String> analyses,
    SortedSet<String> datasets,
    List<Entry> entries,
    Map<WagonRef, List<Entry>> entriesByWagon,
    Map<String, List<TrainStatus>> trainsByAnalysis) {

  /// A wagon on a dataset on which it is enabled or was tested.
  ///
  /// @param test its newest test there, or null if it waits for its first
  record Entry(WagonRef wagon, String dataset, @Nullable WagonTestStatus test) {}

  static Roster of(YardStatus yard) {
    SortedSet<WagonRef> wagons = new TreeSet<>(yard.snapshot().wagons().keySet());
    wagons.addAll(yard.wagons().keySet());
    SortedSet<String> analyses = new TreeSet<>(yard.snapshot().analyses().keySet());
    wagons.forEach(wagon -> analyses.add(wagon.analysis()));
    SortedSet<String> datasets = new TreeSet<>(yard.snapshot().datasets().keySet());
    datasets.addAll(yard.datasets().keySet());
    List<Entry> entries = entries(yard, wagons);
    return new Roster(
        yard,
        wagons,
        analyses,
        datasets,
        entries,
        entries.stream().collect(Collectors.groupingBy(Entry::wagon)),
        trainsByAnalysis(yard.trains().values()));
  }

  private static Map<String, List<TrainStatus>> trainsByAnalysis(Collection<TrainStatus> trains) {
    Map<String, List<TrainStatus>> byAnalysis = new HashMap<>();
    for (TrainStatus train : trains) {
      carried(train, _ -> true).stream()
          .map(instance -> instance.wagon().analysis())
          .distinct()
          .forEach(name -> byAnalysis.computeIfAbsent(name, _ -> new ArrayList<>()).add(train));
    }
    return byAnalysis;
  }

  private static List<Entry> entries(YardStatus yard, SortedSet<WagonRef> wagons) {
    List<Entry> entries = new ArrayList<>();
    for (WagonRef wagon : wagons) {
      Map<String, WagonTestStatus> newest = newestTests(yard.wagons().get(wagon));
      SortedSet<String> datasets = new TreeSet<>(newest.keySet());
      datasets.addAll(enabledOn(yard.snapshot().wagons().get(wagon)));
      for (String dataset : datasets) {
        entries.add(new Entry(wagon, dataset, newest.get(dataset)));
      }
    }
    return List.copyOf(entries);
  }

  private static Map<String, WagonTestStatus> newestTests(@Nullable WagonStatus status) {
    return status == null
        ? Map.of()
        : status.newestTests().stream()
            .collect(Collectors.toMap(WagonTestStatus::dataset, test -> test));
  }

  private static List<String> enabledOn(@Nullable Declared<WagonSpec> wagon) {
    return wagon == null
        ? List.of()
        : wagon.spec().enabledOn().stream().map(WagonSpec.Enabled::dataset).toList();
  }

  List<Entry> entriesOf(WagonRef wagon) {
    return entriesByWagon.getOrDefault(wagon, List.of());
  }

  List<Entry> entriesOn(String dataset) {
    return entries.stream().filter(entry -> entry.dataset().equals(dataset)).toList();
  }

  List<WagonRef> wagonsOf(String analysis) {
    return List.copyOf(wagons.subSet(new WagonRef(analysis, ""), new WagonRef(analysis, "\uffff")));
  }

  /// Trains of this kind, those that changed last first.
  List<TrainStatus> trains(Predicate<TrainStatus> which) {
    return newestFirst(yard.trains().values().stream().filter(which));
  }

  private static List<TrainStatus> newestFirst(Stream<TrainStatus> trains) {
    return trains
        .sorted(comparing(TrainStatus::since, reverseOrder()).thenComparing(TrainStatus::name))
        .toList();
  }

  List<TrainStatus> trainsOver(String dataset) {
    return trains(train -> train.dataset().equals(dataset));
  }

  /// Trains that carry a wagon of this analysis, those that changed last first.
  List<TrainStatus> trainsCarrying(String analysis) {
    return newestFirst(trainsByAnalysis.getOrDefault(analysis, List.of()).stream());
  }

  /// Trains that carry this wagon, those that changed last first.
  List<TrainStatus> trainsCarrying(WagonRef wagon) {
    return newestFirst(
        trainsByAnalysis.getOrDefault(wagon.analysis(), List.of()).stream()
            .filter(train -> !carried(train, wagon::equals).isEmpty()));
  }

  /// Which of these wagons a train carries.
  static List<InstanceName> carried(TrainStatus train, Predicate<WagonRef> which) {
    var composition = train.composition();
    return composition == null
        ? List.of()
        : composition.wagons().stream().filter(i -> which.test(i.wagon())).sorted().toList();
  }

  static boolean isUnderway(TrainStatus train) {
    return train.phase() instanceof TrainPhase.Underway;
  }

  static boolean isOver(TrainStatus train) {
    return train.phase() instanceof TrainPhase.Terminal;
  }

  static boolean isWaiting(TrainStatus train) {
    return train.phase() instanceof TrainPhase.Waiting;
  }
}
