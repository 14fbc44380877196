package dev.trainyard.cli;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.SnapshotSource;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.controller.DatasetFiles;
import dev.trainyard.controller.ImageSources;
import dev.trainyard.controller.LocalStatus;
import dev.trainyard.controller.Memory;
import dev.trainyard.controller.Preview;
import dev.trainyard.controller.Proposal;
import dev.trainyard.controller.StatusReader;
import dev.trainyard.controller.YardReader;
import dev.trainyard.git.CloneRemote;
import dev.trainyard.git.LocalRepository;
import dev.trainyard.git.RemoteUrl;
import dev.trainyard.git.RemoteUrl.PlainHttp;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.plan.Listening;
import dev.trainyard.plan.Listening.Before;
import dev.trainyard.plan.PlanSettings;
import dev.trainyard.plan.Unfolding;
import dev.trainyard.registry.OciRegistry;
import dev.trainyard.remote.Remotes;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A clone of a yard as commands look at it: what is declared in it, what became of it, and, where
/// the controller's settings are known, where results lie. Everything is read when it is asked for;
/// nothing is written.
final class OpenYard implements AutoCloseable {
  /// The branch that tells what became of a yard, unless the settings name another.
  static final String STATUS = "trainyard-status";

  private static final String MAIN = "main";
  private static final String LOCAL = "local";
  private static final int ALL = Integer.MAX_VALUE;
  private static final String NAMELESS = "yard";

  private final List<OciRegistry> registries = new ArrayList<>();
  private final LocalRepository repository;
  private final Path folder;
  private final @Nullable SettingsFile settings;
  private final Json json;
  private @Nullable OpenStore opened;

  /// @param folder where the command looks from, absolute
  OpenYard(LocalRepository repository, Path folder, @Nullable SettingsFile settings, Json json) {
    this.repository = repository;
    this.folder = folder;
    this.settings = settings;
    this.json = json;
  }

  LocalRepository repository() {
    return repository;
  }

  Json json() {
    return json;
  }

  Optional<SettingsFile> settings() {
    return Optional.ofNullable(settings);
  }

  /// The settings, for what cannot be done without.
  SettingsFile neededSettings() throws UsageException {
    if (settings == null) {
      throw new UsageException(
          "where results lie is said by the controller's settings; name them with --settings FILE"
              + " or in the environment variable "
              + YardOption.SETTINGS_VARIABLE);
    }
    return settings;
  }

  /// What to say if clone and settings are of different yards, as far as their addresses tell.
  Optional<String> mixUp() throws IOException, InvalidSettingsException {
    Optional<CloneRemote> remote = repository.remote();
    if (settings == null || remote.isEmpty()) {
      return Optional.empty();
    }
    RemoteUrl named = settings.repository().remote().url();
    try {
      RemoteUrl followed = RemoteUrl.parse(remote.get().url(), PlainHttp.ALLOWED);
      return followed.leadsToSameAs(named)
          ? Optional.empty()
          : Optional.of(
              "the settings are of the yard at %s, and this clone follows %s"
                  .formatted(named, followed));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // an address that only git understands
    }
  }

  /// Where orders and results lie.
  Store store() throws UsageException {
    return opened(neededSettings()).store();
  }

  /// The top of the working copy; empty in a bare repository.
  Optional<Path> top() throws IOException {
    Optional<Path> top = repository.workingCopy();
    return top.isEmpty() ? top : Optional.of(top.get().toRealPath());
  }

  /// The yard as its files lie here, or in a bare repository at its newest commit.
  Snapshot snapshot() throws IOException, UnknownRevisionException {
    Optional<Path> top = top();
    return top.isEmpty() ? snapshot("HEAD") : heard(workingCopy(top.get()));
  }

  /// The yard at a commit.
  Snapshot snapshot(String revision) throws IOException, UnknownRevisionException {
    return heard(declared(revision));
  }

  /// The same without what its listeners and pipelines add.
  Snapshot declared(String revision) throws IOException, UnknownRevisionException {
    return reader().read(repository.resolve(revision));
  }

  /// The yard with the runs and trains of its listeners and pipelines, as the status branch tells
  /// of them.
  private Snapshot heard(Snapshot yard) throws IOException {
    boolean plain = yard.listeners().declared().isEmpty() && yard.pipelines().declared().isEmpty();
    if (plain) {
      return yard;
    }
    Memory memory = memory();
    Before said = Before.said(memory.listeners(), memory.trains());
    Instant now = InstantSource.system().instant();
    Snapshot heard = new Listening().hear(yard, said, now).yard();
    return new Unfolding().unfold(heard, memory.pipelines(), memory.trains(), now).yard();
  }

  /// The yard at a commit, if one was named, or as its files lie here.
  Snapshot snapshot(RevisionOption at) throws IOException, UnknownRevisionException {
    Optional<String> revision = at.revision();
    return revision.isPresent() ? snapshot(revision.get()) : snapshot();
  }

  private Snapshot workingCopy(Path top) throws IOException {
    Path yard = WorkingCopy.topOf(folder);
    if (!yard.equals(top)) {
      throw new IOException(
          "the yard %s is a folder of the repository %s; copy it into a repository of its own"
              .formatted(yard, top));
    }
    SnapshotSource copy = WorkingCopy.at(top).source();
    CommitId head;
    try {
      head = repository.resolve("HEAD");
    } catch (UnknownRevisionException _) {
      return new SnapshotReader(json).read(copy); // nothing is committed yet
    }
    YardReader reader = reader();
    return new SnapshotReader(json)
        .read(
            new SnapshotSource(
                head,
                copy.files(),
                copy.blobs(),
                copy.history(),
                packages -> reader.versions(packages, head)));
  }

  private YardReader reader() {
    return new YardReader(repository.commits(), new SnapshotReader(json));
  }

  /// The name of the status branch.
  String statusBranch() {
    return settings == null ? STATUS : settings.settings().spec().repository().status();
  }

  /// The status branch as this clone has it, if it does.
  Optional<LocalStatus> status() throws IOException {
    return LocalStatus.find(repository, statusBranch());
  }

  /// What the status branch says, for what cannot be done without.
  Memory neededMemory() throws IOException, UsageException {
    if (status().isEmpty()) {
      throw new UsageException(noStatus());
    }
    return memory();
  }

  /// What to do where nothing is known.
  String noStatus() {
    return "this clone has no branch %s; `git fetch` it, or start a controller with `trainyard run`"
        .formatted(statusBranch());
  }

  /// What the status branch says; nothing if this clone has none.
  Memory memory() throws IOException {
    Optional<LocalStatus> status = status();
    return status.isEmpty()
        ? Memory.EMPTY
        : new StatusReader(status.get(), new StatusYaml(json)).read();
  }

  /// What the controller would do next.
  Plan plan(Snapshot yard, Memory memory, Instant now) {
    return new Preview(planSettings(), files(), images()).of(yard, memory, now);
  }

  /// Nothing is started, so that nothing has to wait for its turn. Which engines there are, only
  /// the controller's settings tell.
  private PlanSettings planSettings() {
    if (settings == null) {
      return new PlanSettings(NAMELESS, Set.of(), LOCAL, ALL);
    }
    OnEngines engines = OnEngines.of(settings);
    String name = settings.settings().metadata().name();
    return new PlanSettings(name, engines.names(), engines.containers(), engines.standard(), ALL);
  }

  /// What a merge would do.
  Proposal proposal(InstantSource clock) {
    return new Proposal(planSettings(), files(), images(), json, clock);
  }

  /// Registries of images, as far as the settings let them be asked.
  private ImageSources images() {
    return settings == null
        ? ImageSources.NONE
        : OnImages.asked(settings, InstantSource.system(), registries);
  }

  /// The main branch as this clone knows it of the remote that it follows, or its own.
  CommitId main() throws IOException, UnknownRevisionException {
    String main = settings == null ? MAIN : settings.settings().spec().repository().main();
    Optional<CloneRemote> remote = repository.remote();
    if (remote.isPresent()) {
      try {
        return repository.resolve("refs/remotes/" + remote.get().name() + "/" + main);
      } catch (UnknownRevisionException _) {
        // The clone has never fetched it.
      }
    }
    return repository.resolve("refs/heads/" + main);
  }

  /// The files of datasets, as far as the settings let them be looked for.
  DatasetFiles files() {
    return settings == null
        ? new Unasked()
        : InputFolders.of(settings, opened(settings).elsewhere(), opened(settings).store());
  }

  /// How places elsewhere are reached; nothing is known of them without settings.
  Remotes elsewhere() {
    return settings == null ? Remotes.NONE : opened(settings).elsewhere();
  }

  private OpenStore opened(SettingsFile known) {
    OpenStore there = opened == null ? new OpenStore(known, json) : opened;
    opened = there;
    return there;
  }

  @Override
  public void close() {
    repository.close();
    if (opened != null) {
      opened.close();
    }
  }

  /// Without settings nobody knows where inputs are.
  private static final class Unasked implements DatasetFiles {
    private static final DatasetListing UNKNOWN =
        new DatasetListing.Unknown(
            "its files are not known here; name the controller's settings with --settings");

    @Override
    public DatasetListing list(Declared<DatasetSpec> dataset, List<Long> runs) {
      return UNKNOWN;
    }

    @Override
    public DatasetListing listDerived(Declared<DatasetSpec> dataset, String order) {
      return UNKNOWN;
    }

    @Override
    public Optional<String> locate(String path) {
      return Optional.empty();
    }
  }
}
