package dev.trainyard.controller;

import dev.trainyard.config.EffectiveFields;
import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.Parts;
import dev.trainyard.controller.Controller.Policy;
import dev.trainyard.git.Commits;
import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.RemoteException;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.plan.PlanSettings;
import dev.trainyard.plan.Planner;
import dev.trainyard.plan.Unfolding;
import dev.trainyard.store.ProgressReader;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what was said so far and puts the stages of a round together.
record Assembly(
    Parts parts, Policy policy, DatasetLister lister, Desks desks, Unpacking unpacking) {
  /// What is looked at beside the rounds.
  record Desks(ImageDesk images, PullBoard pulls, ListenerDesk listeners) {}

  private static final Logger log = LoggerFactory.getLogger(Assembly.class);

  /// While the remote is away, what the mirror holds is enough.
  ///
  /// @throws YardHeldException if another controller works on the yard
  Round begin(Tenure.Self self) throws IOException, RemoteException, YardHeldException {
    fetch();
    ConfigRepository repository = parts.repository();
    StatusYaml yaml = new StatusYaml(parts.json());
    Tenure tenure = Tenure.begin(repository.status(), yaml, self);
    Memory memory = new StatusReader(StatusSource.of(repository.status()), yaml).read();
    assureName(memory);
    Journal journal = new Journal();
    YardConditions conditions = new YardConditions(parts.clock(), journal);
    Planner planner =
        new Planner(
            new PlanSettings(
                policy.yard(),
                parts.engines().keySet(),
                parts.images().engines(),
                policy.defaultEngine(),
                parts.pulls() == null ? 0 : parts.pulls().tests()),
            new EffectiveFields(parts.json())::of);
    Round.Stages stages =
        new Round.Stages(
            source(conditions, journal),
            tenure,
            new Observer(
                parts.engines(),
                parts.guard(),
                new ProgressReader(parts.store()),
                lister,
                desks.images(),
                planner),
            planner,
            new ActionExecutor(unpacking, parts.store(), parts.engines(), parts.tasks()),
            new StatusFolder(policy.version(), policy.yard()),
            new StatusPublisher(repository.status(), yaml, policy.counts(), tenure.fence()),
            desks.pulls(),
            desks.listeners(),
            new Unfolding(),
            journal);
    return new Round(stages, memory, conditions, parts.clock());
  }

  /// Packages are of the main branch, or what a pull request would make of them.
  static List<Commits> trees(Parts parts) {
    Commits main = parts.repository().commits();
    PullSources from = parts.pulls();
    return from == null ? List.of(main) : List.of(main, from.objects().commits());
  }

  /// The yard's name is part of the names of all submissions: under another one, what runs is not
  /// found again.
  private void assureName(Memory memory) throws IOException {
    String before = memory.controllerStatus().map(ControllerStatus::yard).orElse(policy.yard());
    boolean isWorking =
        memory.trains().values().stream().anyMatch(t -> t.phase() instanceof TrainPhase.Underway)
            || memory.tests().values().stream().anyMatch(test -> !test.phase().isOver());
    if (isWorking && !before.equals(policy.yard())) {
      throw new IOException(
          "the settings call this yard %s, and work of it runs under the name %s; name it %s again until that is over"
              .formatted(policy.yard(), before, before));
    }
  }

  private Source source(YardConditions conditions, Journal journal) {
    ConfigRepository repository = parts.repository();
    return new Source(
        repository,
        new YardReader(repository.commits(), new SnapshotReader(parts.json())),
        new HistoryGuard(repository.commits(), policy.acceptedHistory()),
        conditions,
        journal);
  }

  private void fetch() throws IOException, RemoteException {
    try {
      parts.repository().fetch();
    } catch (RemoteException e) {
      boolean isEnough = parts.repository().lastSeen().main().isPresent();
      if (!isEnough || policy.ending() == Ending.WHEN_QUIET) {
        throw e;
      }
      log.atWarn().log("Begins with what the mirror holds: {}", e.getMessage());
    }
  }
}
