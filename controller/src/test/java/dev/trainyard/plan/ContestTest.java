package dev.trainyard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Digest;
import dev.trainyard.model.Position;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.RunListenerSpec.Starts;
import dev.trainyard.model.spec.RunListeners;
import dev.trainyard.model.spec.RunValue;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.work.RunRecord;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Two listeners that take one run, although that was refused before it came so far.
class ContestTest {
  @Test
  void runThatTwoTakeStartsNothingForEither() {
    Listening.Result result = hear(List.of());

    assertThat(result.yard().trains()).containsOnlyKeys("low-5", "high-15");
    for (String name : List.of("low", "high")) {
      ListenerStatus status = Objects.requireNonNull(result.statuses().get(name));
      assertThat(status.matched().toString()).isEqualTo(name.equals("low") ? "5" : "15");
      assertThat(status.conditions())
          .filteredOn(it -> it.type().equals(ListenerStatus.EXCLUSIVE))
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.reason()).isEqualTo("Contested");
                assertThat(it.message()).contains("run 10");
              });
    }
  }

  @Test
  void runThatTwoShareStartsBoth() {
    Listening.Result result = hear(List.of("high"));

    assertThat(result.yard().trains()).containsOnlyKeys("low-5", "low-10", "high-10", "high-15");
  }

  private static Listening.Result hear(List<String> sharesWith) {
    SmallYard yard = new SmallYard();
    Snapshot snapshot = yard.snapshot();
    Map<String, Declared<RunListenerSpec>> declared =
        Map.of(
            "low", listener("low", 0, 10, sharesWith), "high", listener("high", 10, 20, List.of()));
    Snapshot heard =
        snapshot.with(
            snapshot.trains(), Set.of(), new RunListeners(declared, Set.of(), Map.of(), Set.of()));
    TreeMap<Long, RunRecord> runs = new TreeMap<>();
    for (long run : new long[] {5, 10, 15}) {
      runs.put(run, new RunRecord(run, List.of(), new @Nullable RunValue[0]));
    }
    SourceView source = SourceView.read(new RunTable(List.of(), runs));
    Listening.Before before =
        new Listening.Before(Map.of(), Map.of(), Map.of(), Map.of(), Map.of("s", source));
    return new Listening().hear(heard, before, new WorldInMemory(yard).now);
  }

  private static Declared<RunListenerSpec> listener(
      String name, long first, long last, List<String> sharesWith) {
    SmallYard.Train template = new SmallYard.Train();
    template.named = List.of("ana/spectrum");
    RunListenerSpec spec =
        new RunListenerSpec(
            "",
            "s",
            first,
            last,
            Map.of(),
            List.of(),
            null,
            List.of(),
            List.of(),
            List.of(),
            sharesWith,
            new Starts(null, 10, template.spec()),
            false,
            0,
            List.of());
    return new Declared<>(
        name,
        Map.of(),
        spec,
        Position.ofFile("listeners/" + name + ".yaml"),
        Digest.ofParts(spec.toString()),
        Optional.empty());
  }
}
