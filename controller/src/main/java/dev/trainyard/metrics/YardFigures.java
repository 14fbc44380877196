package dev.trainyard.metrics;

import dev.trainyard.controller.Memory;
import dev.trainyard.controller.Tally;
import dev.trainyard.controller.Vitals;
import dev.trainyard.git.Traffic;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.PullPhase;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is known of the yard, as figures. Reading them costs what changed since they were read.
final class YardFigures {
  private static final List<String> STATES =
      List.of("waiting", "running", "done", "failed", "lost");

  private final MeterRegistry registry;
  private final MultiGauge conditions;
  private @Nullable Vitals watched;

  YardFigures(MeterRegistry registry) {
    this.registry = registry;
    this.conditions =
        MultiGauge.builder("trainyard.condition")
            .description("Whether a condition of the yard holds.")
            .register(registry);
  }

  void watch(Vitals vitals) {
    watched = vitals;
    remote(vitals);
    perSort("trainyard.trains", "phase", trainPhases(), trains(), Memory::trains);
    perSort("trainyard.jobs", "state", STATES, new Tally<>(YardFigures::jobs), Memory::trains);
    perSort("trainyard.tests", "phase", testPhases(), tests(), Memory::tests);
    perSort("trainyard.pulls", "phase", pullPhases(), pulls(), Memory::pulls);
    Gauge.builder("trainyard.leading", vitals, it -> it.isLeading() ? 1 : 0)
        .description("Whether this controller leads, or there is no other.")
        .strongReference(true)
        .register(registry);
    Gauge.builder("trainyard.problems", vitals, it -> it.view().errors())
        .description("Errors in the files of the yard.")
        .strongReference(true)
        .register(registry);
  }

  private void remote(Vitals vitals) {
    Gauge.builder("trainyard.remote.age", vitals, it -> Metrics.seconds(it.sinceFetched()))
        .description("Time since the repository answered.")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
    Gauge.builder("trainyard.commit.age", vitals, it -> Metrics.seconds(it.sinceFollowed()))
        .description("Time since the yard was known to follow its main branch.")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
    count("trainyard.remote.answers", "Answers of the repository.", Traffic::answers);
    count("trainyard.remote.failures", "Requests that it did not answer.", Traffic::failures);
    count("trainyard.status.commits", "Commits pushed to the status branch.", Traffic::commits);
    count("trainyard.status.races", "Times that somebody else pushed first.", Traffic::lostRaces);
  }

  private void count(String name, String description, ToLongFunction<Traffic> figure) {
    Vitals vitals = Objects.requireNonNull(watched);
    FunctionCounter.builder(name, vitals, it -> figure.applyAsLong(it.traffic()))
        .description(description)
        .register(registry);
  }

  private <K, V> void perSort(
      String name,
      String tag,
      List<String> sorts,
      Tally<K, V> tally,
      Function<Memory, Map<K, V>> values) {
    Vitals vitals = Objects.requireNonNull(watched);
    for (String sort : sorts) {
      Gauge.builder(name, vitals, it -> tally.of(sort, values.apply(it.view().memory())))
          .description("How many there are, by " + tag + ".")
          .tag(tag, sort)
          .strongReference(true)
          .register(registry);
    }
  }

  private static Tally<String, TrainStatus> trains() {
    return Tally.byWord(train -> train.phase().word());
  }

  private static Tally<Digest, WagonTestStatus> tests() {
    return Tally.byWord(test -> test.phase().word());
  }

  private static Tally<String, PullStatus> pulls() {
    return Tally.byWord(pull -> pull.phase().toString());
  }

  private static Map<String, Integer> jobs(TrainStatus train) {
    JobCounts jobs = train.jobs();
    return Map.of(
        "waiting", jobs.waiting(),
        "running", jobs.running(),
        "done", jobs.done(),
        "failed", jobs.failed(),
        "lost", jobs.lost());
  }

  private static List<String> trainPhases() {
    return words(TrainPhase.class).toList();
  }

  private static List<String> testPhases() {
    return words(WagonTestPhase.class).toList();
  }

  private static List<String> pullPhases() {
    return Arrays.stream(PullPhase.values()).map(PullPhase::toString).toList();
  }

  /// The names of all records of a sealed type: what there is none of is told too.
  private static Stream<String> words(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type.getSimpleName())
        : Arrays.stream(type.getPermittedSubclasses()).flatMap(YardFigures::words);
  }

  /// Conditions come and go.
  void refresh() {
    List<Condition> known = watched == null ? List.of() : watched.view().conditions();
    conditions.register(
        known.stream()
            .map(it -> Row.of(Tags.of("condition", it.type()), it.status() == Truth.TRUE ? 1 : 0))
            .toList(),
        true);
  }
}
