package dev.trainyard.controller;

import static dev.trainyard.controller.Controller.TakeOver.REFUSED;

import dev.trainyard.config.EffectiveFields;
import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.engine.FakeEngine;
import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.Credentials;
import dev.trainyard.git.RemoteLimits;
import dev.trainyard.git.RemoteSettings;
import dev.trainyard.git.RemoteUrl;
import dev.trainyard.git.RepositorySettings;
import dev.trainyard.git.Tips;
import dev.trainyard.job.Confinement;
import dev.trainyard.json.Json;
import dev.trainyard.model.reconcile.Observed;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.plan.PlanSettings;
import dev.trainyard.plan.Planner;
import dev.trainyard.plan.Unfolding;
import dev.trainyard.store.ProgressReader;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rounds of a controller whose engine runs nothing, in a yard where everything has been done:
/// all tests passed, all trains succeeded. For measuring.
public final class RoundAtWork implements AutoCloseable {
  private static final String ENGINE = "local";

  private final InstantSource clock = InstantSource.system();
  private final Journal journal = new Journal();
  private final YardConditions conditions = new YardConditions(clock, journal);
  private final Json json = new Json();
  private final ConfigRepository repository;
  private final StoreGuard guard;
  private final DatasetLister lister;
  private final SnapshotReader files = new SnapshotReader(json);
  private final YardReader reader;
  private final Planner planner =
      new Planner(
          new PlanSettings("big", Set.of(ENGINE), ENGINE, 0), new EffectiveFields(new Json())::of);
  private final Observer observer;
  private final Round.Stages stages;
  private Memory memory = Memory.EMPTY;
  private Round round;

  private RoundAtWork(String origin, Path work) throws Exception {
    Store store = new Store(work.resolve("store"), json);
    guard = StoreGuard.take(work.resolve("store"));
    repository = ConfigRepository.open(settings(origin, work.resolve("mirror")));
    guard.recognise(work.resolve("store-id"));
    FakeEngine engine = new FakeEngine();
    lister = new DatasetLister(new FakeFiles(), Duration.ofDays(1), clock, () -> {});
    reader = new YardReader(repository.commits(), files);
    observer =
        new Observer(
            Map.of(ENGINE, engine),
            guard,
            new ProgressReader(store),
            lister,
            new ImageDesk(ImageSources.NONE, clock, () -> {}),
            planner);
    StatusYaml yaml = new StatusYaml(json);
    Tenure tenure =
        Tenure.begin(
            repository.status(),
            yaml,
            new Tenure.Self("bench", "here", clock, Leadership.ALONE, REFUSED, null));
    stages =
        new Round.Stages(
            new Source(
                repository,
                reader,
                new HistoryGuard(repository.commits(), Set.of()),
                conditions,
                journal),
            tenure,
            observer,
            planner,
            new ActionExecutor(
                new Unpacking(List.of(repository.commits()), store, () -> {}),
                store,
                Map.of(ENGINE, engine),
                new TaskCommand(
                    List.of("true"), Map.of(), List.of(), List.of(), Confinement.OF_PULLS)),
            new StatusFolder("bench", "big"),
            new StatusPublisher(repository.status(), yaml, Duration.ofMinutes(1), tenure.fence()),
            PullBoard.none(),
            ListenerDesk.open(Map.of(), store, () -> {}),
            new Unfolding(),
            journal);
    round = new Round(stages, memory, conditions, clock);
  }

  private static RepositorySettings settings(String origin, Path mirror) {
    RemoteUrl remote = RemoteUrl.parse(origin, RemoteUrl.PlainHttp.LOOPBACK_ONLY);
    return new RepositorySettings(
        new RemoteSettings(remote, new Credentials.None(), RemoteLimits.defaults()),
        mirror,
        "main",
        "status",
        RepositorySettings.Author.TRAINYARD);
  }

  /// Reads the yard and says that everything in it has been done.
  public static RoundAtWork settled(String origin, Path work) throws Exception {
    RoundAtWork at = new RoundAtWork(origin, work);
    at.settle();
    return at;
  }

  private void settle() throws Exception {
    Instant now = clock.instant();
    Snapshot yard = read();
    while (observer.observe(yard, memory, List.of(), now).datasets().values().stream()
        .anyMatch(l -> l instanceof dev.trainyard.model.work.DatasetListing.Unknown)) {
      Thread.onSpinWait();
    }
    Observed observed = observer.observe(yard, memory, List.of(), now);
    Plan plan = planner.plan(yard, observed, now);
    Plan done =
        new Plan(
            List.of(),
            List.of(),
            plan.trains().stream().map(train -> over(train, now)).toList(),
            plan.tests().stream().map(test -> passed(test, now)).toList(),
            null);
    StatusFolder.Findings findings =
        new StatusFolder.Findings(
            observed.datasets(), List.of(), before -> before, stages.tenure().current());
    memory = stages.folder().fold(memory, yard, done, findings, now);
    round = new Round(stages, memory, conditions, clock);
  }

  private static TrainStatus over(TrainStatus train, Instant now) {
    return train.enter(new TrainPhase.Succeeded(now), now);
  }

  private static WagonTestStatus passed(WagonTestStatus test, Instant now) {
    return test.enter(new WagonTestPhase.Passed(), now);
  }

  /// A whole round, as when the poll interval is over.
  ///
  /// @return whether it said something new
  public boolean poll() throws Exception {
    return round.run(Round.Cause.POLL, false).changed();
  }

  /// The first stages of a round by themselves: asks the remote, and fetches.
  public Tips fetch() throws Exception {
    repository.tips();
    return repository.fetch();
  }

  /// The yard as it is on the remote.
  public Snapshot read() throws Exception {
    return reader.read(fetch().main().orElseThrow());
  }

  /// From where the remote is to what follows from that.
  public Plan pushToPlan() throws Exception {
    Snapshot yard = read();
    Instant now = clock.instant();
    return planner.plan(yard, observer.observe(yard, memory, List.of(), now), now);
  }

  /// How many files were parsed so far.
  public long parseCount() {
    return files.parseCount();
  }

  @Override
  public void close() throws IOException {
    try (guard;
        repository;
        lister) {
      // Closing is all.
    }
  }
}
