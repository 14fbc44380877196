package dev.trainyard.plan;

import static dev.trainyard.plan.SmallYard.version;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec.Scopes;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.work.DatasetListing;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A planner that remembers plans as one that does not, whatever changes: every round of
/// [WorldInMemory] compares the two.
class RecollectionTest {
  private static final int ROUNDS = 60;

  private final SmallYard yard = new SmallYard();
  private final WorldInMemory world = new WorldInMemory(yard);

  static Stream<Integer> seeds() {
    return IntStream.range(0, Integer.getInteger("trainyard.seeds", 16)).boxed();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void plansWhatAPlannerPlansThatRemembersNothing(int seed) {
    Random random = new Random(seed);
    yard.dataset("more", 3);
    IntStream.range(0, 30).forEach(_ -> change(random));

    for (int round = 0; round < ROUNDS; round++) {
      IntStream.range(0, random.nextInt(3)).forEach(_ -> change(random));
      world.round();
      if (random.nextBoolean()) {
        world.work();
      }
    }
  }

  private void change(Random random) {
    String ref = "ana/w" + random.nextInt(5);
    String dataset = random.nextBoolean() ? "events" : "more";
    switch (random.nextInt(17)) {
      case 0 -> yard.wagons.remove(WagonRef.parse(ref));
      case 1 -> yard.wagon(ref).config = Map.of("cut", random.nextInt(3));
      case 2, 3 -> yard.wagon(ref).dependsOn = List.of("w" + random.nextInt(5));
      case 4 -> yard.wagon(ref).dependsOn = List.of();
      case 5, 6, 7 -> yard.wagon(ref).enabledOn = List.of(enabled(dataset, random));
      case 8 -> yard.wagon(ref).tag = random.nextBoolean() ? "latest" : "v1";
      case 9, 15 -> yard.packages.put("tools", versions(random));
      case 10 -> list(dataset, random);
      case 11 -> yard.dataset(dataset, 3).scopes = new Scopes(1 + random.nextInt(2), 1);
      case 12 ->
          yard.dataset(dataset, 3).state = random.nextInt(3) == 0 ? State.DEPRECATED : State.ACTIVE;
      case 13 -> problem(ref, random);
      case 14 ->
          world.now =
              world.now.plus(Duration.ofHours(random.nextInt(2) == 0 ? 800 : random.nextInt(60)));
      default -> {
        var train = yard.train("t" + random.nextInt(4), ref);
        train.dataset = dataset;
        train.tags = random.nextBoolean() ? Map.of() : Map.of("tools", "v1");
        train.rerun += random.nextInt(2);
      }
    }
  }

  private static Enabled enabled(String dataset, Random random) {
    LocalDate until =
        random.nextBoolean() ? null : LocalDate.of(2026, 11, 22).plusDays(random.nextInt(200));
    return new Enabled(dataset, until, random.nextBoolean() ? Mode.ONCE : Mode.ALWAYS);
  }

  /// Tags that stay and move, with equal software under other tags and commits.
  private static List<PackageVersion> versions(Random random) {
    PackageVersion first = version("tools", "v1", 1);
    CommitId commit = SmallYard.commitId(800 + random.nextInt(3));
    PackageVersion second =
        new PackageVersion(
            "tools",
            "v2",
            commit,
            version("tools", "", 1 + random.nextInt(2)).tree(),
            first.created());
    return random.nextInt(4) == 0 ? List.of(first) : List.of(second, first);
  }

  private void list(String dataset, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> yard.listings.put(dataset, new DatasetListing.Unknown("it is being listed"));
      case 1 -> yard.listings.put(dataset, new DatasetListing.Failed("Away", "the disk is away"));
      default ->
          yard.list(
              dataset,
              IntStream.range(0, 2 + random.nextInt(3))
                  .mapToObj(i -> SmallYard.file(dataset, i, 1))
                  .toList());
    }
  }

  private void problem(String ref, Random random) {
    yard.problems.clear();
    if (random.nextBoolean()) {
      Position position = Position.ofFile(ref + ".yaml");
      yard.problems.add(Problem.error("test", position, "it is wrong", "mend it"));
    }
  }
}
