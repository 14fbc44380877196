package dev.trainyard.cli;

import dev.trainyard.controller.Controller;
import dev.trainyard.controller.Controller.Ending;
import dev.trainyard.controller.Controller.TakeOver;
import dev.trainyard.controller.Leadership;
import dev.trainyard.controller.PullSources;
import dev.trainyard.controller.StoreGuard;
import dev.trainyard.controller.StoreInUseException;
import dev.trainyard.controller.TaskCommand;
import dev.trainyard.engine.Engine;
import dev.trainyard.engine.LedgerInUseException;
import dev.trainyard.forge.Forge;
import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.MirrorInUseException;
import dev.trainyard.git.PullObjects;
import dev.trainyard.git.RemoteLimits;
import dev.trainyard.git.RepositorySettings;
import dev.trainyard.git.Signatures;
import dev.trainyard.git.UnusableKeysException;
import dev.trainyard.job.Confinement;
import dev.trainyard.job.NotConfinedException;
import dev.trainyard.json.Json;
import dev.trainyard.model.ByteSize;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that a controller works with, opened from its settings and closed together.
///
/// @param opened what is to be closed, the last one first
record Workshop(Controller controller, Deque<Closeable> opened) implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Workshop.class);

  /// The folder of pull requests is begun anew when it holds so many times what one may bring.
  private static final long FOLDER_OF_PULLS = 64;

  /// What the command line adds to the settings.
  record Wishes(
      Set<String> acceptedHistory, TakeOver takeOver, Ending ending, Leadership leadership) {
    Wishes(Set<String> acceptedHistory, TakeOver takeOver, Ending ending) {
      this(acceptedHistory, takeOver, ending, Leadership.ALONE);
    }

    Wishes(Ending ending) {
      this(Set.of(), TakeOver.REFUSED, ending);
    }

    Wishes under(Leadership other) {
      return new Wishes(acceptedHistory, takeOver, ending, other);
    }

    /// As they are once that has been done.
    Wishes withoutTakeOver() {
      return new Wishes(acceptedHistory, TakeOver.REFUSED, ending, leadership);
    }
  }

  /// Takes the repository's mirror, the store and the engine's ledger; whoever has one of them
  /// keeps it.
  static Workshop open(SettingsFile file, Wishes wishes, Json json, Monitoring monitoring)
      throws IOException, InvalidSettingsException, InUseException {
    RepositorySettings from = repository(file);
    InstantSource clock = monitoring.clock();
    Deque<Closeable> opened = new ArrayDeque<>();
    try {
      Elsewhere elsewhere = Elsewhere.of(file);
      opened.push(elsewhere);
      StoreGuard guard = guard(file, elsewhere);
      opened.push(guard::close);
      ConfigRepository repository = ConfigRepository.open(from);
      opened.push(repository::close);
      guard.recognise(file.work().resolve("store-id"));
      OnEngines engines = OnEngines.of(file);
      Map<String, Engine> running = monitoring.measured(engines.open(clock, opened));
      Optional<Forge> forge = OnForge.open(file, clock);
      forge.ifPresent(monitoring::watch);
      forge.ifPresent(it -> opened.push(it::close));
      PullSources pulls = from.pulls().heads().isEmpty() ? null : pulls(file, forge.orElse(null));
      if (pulls != null) {
        opened.push(pulls.objects()::close);
      }
      Store store = file.openStore(elsewhere, file.store(), json);
      Confinement confinement = file.confinement();
      announce(confinement, engines);
      Controller.Parts parts =
          new Controller.Parts(
              repository,
              guard,
              store,
              running,
              InputFolders.of(file, elsewhere, store),
              new TaskCommand(
                  engines.launcher(),
                  engines.elsewhere(),
                  file.settings().spec().inputs().hosts(),
                  Elsewhere.words(file),
                  confinement),
              json,
              clock,
              monitoring.vitals(),
              wishes.leadership(),
              OnImages.open(file, clock, opened),
              pulls,
              OnRuns.open(file, clock));
      Controller controller = new Controller(parts, policy(file, wishes));
      opened.push(controller::stop);
      Workshop workshop = new Workshop(controller, new ArrayDeque<>(opened));
      opened.clear();
      return workshop;
    } catch (StoreInUseException | MirrorInUseException | LedgerInUseException e) {
      throw new InUseException(e);
    } finally {
      close(opened);
    }
  }

  private static StoreGuard guard(SettingsFile file, Elsewhere elsewhere)
      throws IOException, StoreInUseException {
    Optional<RemoteAddress> address = file.storeAddress();
    return address.isEmpty()
        ? StoreGuard.take(file.store())
        : StoreGuard.take(elsewhere.open(address.get()), file.store());
  }

  /// Reads the settings of all that [#open] opens, and takes nothing: who stands by would find out
  /// too late.
  static void check(SettingsFile file) throws IOException, InvalidSettingsException {
    RepositorySettings _ = repository(file);
    OnEngines.of(file).check();
    OnForge.check(file);
    Confinement _ = file.confinement();
  }

  private static RepositorySettings repository(SettingsFile file)
      throws IOException, InvalidSettingsException {
    RepositorySettings repository = file.repository();
    try {
      Signatures.check(repository.signatures());
      return repository;
    } catch (UnusableKeysException e) {
      throw new InvalidSettingsException("repository.signatures: " + e.getMessage());
    }
  }

  private static void announce(Confinement confinement, OnEngines engines) {
    try {
      log.atInfo().log("{}", enforced(confinement, engines));
    } catch (NotConfinedException e) {
      log.atWarn()
          .log("Wagons of pull requests cannot be tested on this machine: {}", e.getMessage());
    }
  }

  /// What will be enforced, as far as this machine tells.
  ///
  /// @throws NotConfinedException if jobs of this machine are to be confined and cannot be
  static String enforced(Confinement confinement, OnEngines engines) throws NotConfinedException {
    return engines.local() == null && confinement.who() != Confinement.Who.NOBODY
        ? "Whether programs can be confined is seen where jobs run: what has to be and cannot be"
            + " ends with NotConfined"
        : "On this machine: " + confinement.announcement();
  }

  private static PullSources pulls(SettingsFile file, @Nullable Forge forge)
      throws IOException, InvalidSettingsException, MirrorInUseException {
    Settings.Pulls pulls = file.settings().spec().pulls();
    RemoteLimits limits = new RemoteLimits(RemoteLimits.defaults().time(), pulls.bytes());
    ByteSize most = new ByteSize(pulls.bytes().bytes() * FOLDER_OF_PULLS);
    PullObjects objects =
        PullObjects.open(file.repository(), file.work().resolve("pulls"), limits, most);
    return new PullSources(objects, forge, pulls.age(), pulls.tests());
  }

  /// Closes all, the last one first, also where one of them cannot be closed.
  private static void close(Deque<Closeable> parts) throws IOException {
    Closeable last = parts.poll();
    if (last != null) {
      try (last) {
        // It is only closed.
      } finally {
        close(parts);
      }
    }
  }

  private static Controller.Policy policy(SettingsFile file, Wishes wishes) {
    Settings.Spec spec = file.settings().spec();
    return new Controller.Policy(
        file.settings().metadata().name(),
        Version.number(),
        host(),
        OnEngines.of(file).standard(),
        spec.poll(),
        spec.relist(),
        spec.counts(),
        wishes.acceptedHistory(),
        wishes.takeOver(),
        wishes.ending());
  }

  /// What this machine is called, for people.
  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "(unknown)";
    }
  }

  @Override
  public void close() throws IOException {
    close(opened);
  }
}
