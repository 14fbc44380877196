package dev.trainyard.plan;

import static dev.trainyard.plan.SmallYard.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.DatasetSpec.Scopes;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.WagonSpec.Enabled;
import dev.trainyard.model.spec.WagonSpec.Mode;
import dev.trainyard.model.spec.YardSpec;
import dev.trainyard.model.spec.YardSpec.TestPolicy;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.TaskState;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A planner that remembers plans as one that does not, whatever changes: every round of
/// [WorldInMemory] compares the two.
class RecollectionTest {
  private static final int ROUNDS = 90;

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
    IntStream.range(0, 30).forEach(_ -> changeWagons(random));
    IntStream.range(0, 4).forEach(i -> yard.train("t" + i, "ana/w" + i));

    for (int round = 0; round < ROUNDS; round++) {
      boolean calm = round % 30 < 18; // in which trains arrive
      if (random.nextInt(calm ? 6 : 2) == 0) {
        change(random);
      }
      world.round();
      if (calm || random.nextBoolean()) {
        world.work();
      }
    }
  }

  @Test
  void looksAgainAtATrainWhoseFileIsMended() {
    yard.train("t", "ana/spectrum");
    world.run();
    yard.train("t").rerun++;
    yard.breakTrain("t");
    world.run();
    yard.problems.clear();

    world.round();

    assertThat(world.train("t").phase()).isNotInstanceOf(TrainPhase.Terminal.class);
  }

  @Test
  void endsWhatTwoTrainsClaimForBoth() {
    yard.train("one", "ana/spectrum");
    yard.train("two", "ana/spectrum");
    world.run();
    TrainStatus one = world.train("one");
    one.submissions().forEach(s -> world.trains.computeIfPresent("two", (_, two) -> two.with(s)));
    world.run();
    world.submissions.values().forEach(s -> s.tasks.replaceAll((_, _) -> new TaskState.Running()));

    Plan plan = world.round();

    assertThat(plan.actions().stream().map(Action::subject)).contains("train one", "train two");
  }

  private void change(Random random) {
    switch (random.nextInt(5)) {
      case 0 -> changeTrains(random);
      case 1 -> changeWorld(random);
      case 2 -> changeStatus(random);
      default -> changeWagons(random);
    }
  }

  private void changeWagons(Random random) {
    String ref = "ana/w" + random.nextInt(5);
    String dataset = random.nextBoolean() ? "events" : "more";
    switch (random.nextInt(18)) {
      case 0 -> yard.wagons.remove(WagonRef.parse(ref));
      case 1 -> yard.wagon(ref).config = Map.of("cut", random.nextInt(3));
      case 2, 3 -> yard.wagon(ref).dependsOn = List.of("w" + random.nextInt(5));
      case 4 -> yard.wagon(ref).dependsOn = List.of();
      case 5, 6, 7 -> yard.wagon(ref).enabledOn = List.of(enabled(dataset, random));
      case 8 -> yard.wagon(ref).tag = random.nextBoolean() ? "latest" : "v1";
      case 9, 10 -> yard.packages.put("tools", versions(random));
      case 11 -> list(dataset, random);
      case 12 -> yard.dataset(dataset, 3).scopes = new Scopes(1 + random.nextInt(2), 1);
      case 13 ->
          yard.dataset(dataset, 3).state = random.nextInt(3) == 0 ? State.DEPRECATED : State.ACTIVE;
      case 14 -> rename(ref, "ana/w" + random.nextInt(5));
      case 15 -> yard.wagon(ref).labels = Map.of("topic", "t" + random.nextInt(2));
      case 16 -> yard.policy = policy(random);
      default -> travel(yard.train("t" + random.nextInt(4), ref), dataset, random);
    }
  }

  private static void travel(SmallYard.Train train, String dataset, Random random) {
    train.dataset = dataset;
    train.tags = random.nextBoolean() ? Map.of() : Map.of("tools", "v1");
    train.rerun += random.nextInt(2);
    train.enabled = random.nextInt(3) == 0 ? Map.of("topic", "t" + random.nextInt(2)) : null;
  }

  private void rename(String from, String to) {
    SmallYard.Wagon wagon = yard.wagons.remove(WagonRef.parse(from));
    if (wagon != null) {
      yard.wagons.put(WagonRef.parse(to), wagon);
    }
  }

  private void changeTrains(Random random) {
    String name = "t" + random.nextInt(4);
    SmallYard.Train train = yard.train(name);
    switch (random.nextInt(6)) {
      case 0 -> yard.trains.remove(name);
      case 1 -> train.rerun++;
      case 2 -> train.rerun--;
      case 3 -> train.description = "As of " + random.nextInt(3);
      case 4 -> train.priority++;
      default -> {
        yard.trains.remove(name);
        yard.trains.put("t" + random.nextInt(4), train);
      }
    }
  }

  private void changeWorld(Random random) {
    switch (random.nextInt(6)) {
      case 0 -> world.now = world.now.plus(Duration.ofHours(random.nextInt(60)));
      case 1 -> world.now = world.now.plus(Duration.ofHours(800));
      case 2 -> world.now = world.now.minus(Duration.ofHours(random.nextInt(60)));
      case 3 -> problem(random);
      case 4 -> {
        if (world.unreachable.isEmpty()) {
          world.unreachable.put("local", "it is away");
        } else {
          world.unreachable.clear();
        }
      }
      default -> // what was over shows up again
          world.submissions.values().stream()
              .skip(random.nextInt(1 + world.submissions.size()))
              .forEach(s -> s.tasks.replaceAll((_, _) -> new TaskState.Running()));
    }
  }

  /// As somebody may who edits the status branch.
  private void changeStatus(Random random) {
    List<String> names = List.copyOf(new TreeSet<>(world.trains.keySet()));
    List<Digest> keys = List.copyOf(new TreeSet<>(world.tests.keySet()));
    if (names.isEmpty() || keys.isEmpty()) {
      return;
    }
    String name = names.get(random.nextInt(names.size()));
    TrainStatus train = world.train(name);
    TrainStatus other = world.train(names.get(random.nextInt(names.size())));
    Digest key = keys.get(random.nextInt(keys.size()));
    switch (random.nextInt(9)) {
      case 0 -> world.trains.remove(name);
      case 1 -> world.trains.put(name, train.enter(new TrainPhase.Pending(), world.now));
      case 2 -> world.trains.put(name, train.observedAt(train.observedCommit(), "Something else"));
      case 3 -> world.trains.put(name, TrainConditions.deleted(train, world.now));
      case 4, 5 ->
          other
              .submissions()
              .forEach(s -> world.trains.merge(name, train, (now, _) -> now.with(s)));
      case 6 -> world.tests.remove(key);
      case 7 ->
          world.tests.computeIfPresent(
              key, (_, test) -> test.enter(new WagonTestPhase.Waiting(), world.now));
      default ->
          world.tests.computeIfPresent(
              key, (_, test) -> test.enter(new WagonTestPhase.Failed("Hand"), world.now));
    }
  }

  private static YardSpec policy(Random random) {
    YardSpec spec = YardSpec.defaults();
    Duration validFor = Duration.ofDays(random.nextBoolean() ? 28 : 1);
    TestPolicy test = new TestPolicy(1, Duration.ofMinutes(10), validFor);
    return new YardSpec(spec.description(), test, spec.rules(), spec.pulls(), spec.carbon());
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

  /// Most problems stay when another one comes.
  private void problem(Random random) {
    if (random.nextInt(3) == 0) {
      yard.problems.clear();
    }
    String file = random.nextBoolean() ? "ana/w" + random.nextInt(5) : "t" + random.nextInt(4);
    Position position = Position.ofFile(file + ".yaml");
    yard.problems.add(Problem.error("test", position, "it is wrong", "mend it"));
  }
}
