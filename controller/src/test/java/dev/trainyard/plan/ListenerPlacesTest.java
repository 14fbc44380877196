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
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.RunRecord;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How many trains of a listener are on their way at once, round by round.
class ListenerPlacesTest {
  private static final int MOST = 2;
  private static final int RUNS = 8;

  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);
  private final Listening listening = new Listening();
  private Map<String, ListenerStatus> said = Map.of();
  private boolean suspended;

  ListenerPlacesTest() {
    world.fate = task -> task.isOf("train.") ? WorldInMemory.Fate.RUNS : WorldInMemory.Fate.DONE;
  }

  @Test
  void trainsThatWaitedForAPersonTakePlacesLikeAllOthers() {
    DatasetListing listing = list();
    yard.listings.put("events", new DatasetListing.Failed("NotReachable", "it is away"));
    rounds(6);
    assertThat(phases(TrainPhase.Blocked.class)).isEqualTo(RUNS);

    yard.listings.put("events", listing);

    assertThat(rounds(12)).isEqualTo(MOST);
  }

  @Test
  void releaseStartsNoMoreThanThereArePlaces() {
    DatasetListing listing = list();
    yard.listings.put("events", new DatasetListing.Unknown("it is listed"));
    rounds(3);
    for (int i = 0; i < 3; i++) {
      suspended = true;
      rounds(2);
      suspended = false;
      rounds(2);
    }
    assertThat(world.trains).hasSize(MOST);

    yard.listings.put("events", listing);

    assertThat(rounds(12)).isEqualTo(MOST);
  }

  @Test
  void whatWaitsForAPlaceGoesWhenThereIsOne() {
    DatasetListing listing = list();
    yard.listings.put("events", new DatasetListing.Failed("NotReachable", "it is away"));
    rounds(6);
    yard.listings.put("events", listing);
    world.fate = task -> WorldInMemory.Fate.DONE;

    rounds(80);

    assertThat(phases(TrainPhase.Succeeded.class)).isEqualTo(RUNS);
  }

  /// A file for each run.
  private DatasetListing list() {
    List<InputFile> files =
        LongStream.rangeClosed(1, RUNS)
            .mapToObj(run -> SmallYard.file("events", (int) run, run))
            .toList();
    yard.list("events", files);
    return Objects.requireNonNull(yard.listings.get("events"));
  }

  /// Plays rounds.
  ///
  /// @return how many trains were on their way at most
  private int rounds(int count) {
    int most = 0;
    for (int i = 0; i < count; i++) {
      Listening.Result heard = listening.hear(snapshot(), before(), world.now);
      said = heard.statuses();
      world.round(heard.yard());
      world.work();
      most = Math.max(most, phases(TrainPhase.Underway.class));
    }
    return most;
  }

  private Listening.Before before() {
    TreeMap<Long, RunRecord> runs = new TreeMap<>();
    LongStream.rangeClosed(1, RUNS)
        .forEach(run -> runs.put(run, new RunRecord(run, List.of(), new @Nullable RunValue[0])));
    SourceView source = SourceView.read(new RunTable(List.of(), runs));
    return new Listening.Before(
        said, said, Map.of(), Map.copyOf(world.trains), Map.of("s", source));
  }

  private int phases(Class<? extends TrainPhase> phase) {
    return (int)
        world.trains.values().stream().filter(train -> phase.isInstance(train.phase())).count();
  }

  private Snapshot snapshot() {
    SmallYard.Train template = new SmallYard.Train();
    template.named = List.of("ana/spectrum");
    RunListenerSpec spec =
        new RunListenerSpec(
            "",
            "s",
            0,
            null,
            Map.of(),
            List.of(),
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new Starts(null, MOST, template.spec()),
            suspended,
            0,
            List.of());
    Declared<RunListenerSpec> declared =
        new Declared<>(
            "scans",
            Map.of(),
            spec,
            Position.ofFile("listeners/scans.yaml"),
            Digest.ofParts(spec.toString()),
            Optional.empty());
    Snapshot snapshot = yard.snapshot();
    return snapshot.with(
        snapshot.trains(),
        Set.of(),
        new RunListeners(Map.of("scans", declared), Set.of(), Map.of(), Set.of()));
  }
}
