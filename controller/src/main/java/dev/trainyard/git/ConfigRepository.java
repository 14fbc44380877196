package dev.trainyard.git;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// The config repository as the controller sees it: a mirror in a folder of its own, and the
/// remote.
///
/// One process holds the folder at a time. The mirror holds nothing that the remote does not have,
/// so its loss costs one fetch.
public final class ConfigRepository implements AutoCloseable {
  private final Upstream upstream;
  private final Commits commits;
  private final StatusBranch status;
  private final Signatures signatures;
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  private ConfigRepository(Upstream upstream, RepositorySettings settings) {
    this.upstream = upstream;
    this.commits = new Commits(upstream.mirror(), new TagSignatures(settings.signatures()));
    this.status = new StatusBranch(upstream, settings, new Backoff(RandomGenerator.getDefault()));
    this.signatures = new Signatures(upstream, settings.signatures());
  }

  /// Takes the folder and opens or begins the mirror; the remote is not asked yet.
  ///
  /// @throws MirrorInUseException if another controller has the folder
  public static ConfigRepository open(RepositorySettings settings)
      throws IOException, MirrorInUseException {
    Mirror mirror = Mirror.open(settings.folder(), settings.remote().url());
    Remote remote = new Remote(settings.remote(), mirror.emptyHome());
    return new ConfigRepository(new Upstream(mirror, remote, settings), settings);
  }

  /// Asks where the remote stands: one connection, nothing else is fetched.
  public Tips tips() throws IOException, RemoteException {
    return counted(upstream::tips);
  }

  /// Where the remote stood when it was last asked, from the mirror alone.
  public Tips lastSeen() throws IOException {
    return upstream.lastSeen();
  }

  /// Brings main, status and tags here as they are on the remote.
  public Tips fetch() throws IOException, RemoteException {
    return counted(upstream::fetch);
  }

  private Tips counted(Asking asking) throws IOException, RemoteException {
    try {
      Tips tips = asking.ask();
      answers.incrementAndGet();
      return tips;
    } catch (RemoteException e) {
      failures.incrementAndGet();
      throw e;
    }
  }

  @FunctionalInterface
  private interface Asking {
    Tips ask() throws IOException, RemoteException;
  }

  /// What was asked and pushed so far. From any thread.
  public Traffic traffic() {
    return new Traffic(answers.get(), failures.get(), status.commits(), status.lostRaces());
  }

  public Commits commits() {
    return commits;
  }

  public StatusBranch status() {
    return status;
  }

  public Signatures signatures() {
    return signatures;
  }

  /// Keeps this commit and all before it, even when main is rewritten on the remote. The one
  /// accepted before is given up.
  public void accept(CommitId main) throws IOException {
    upstream.accept(Commits.id(main));
  }

  /// Packs the mirror when there is much to pack. To be called between rounds.
  public Housekeeping housekeep() throws IOException {
    return upstream.housekeep();
  }

  @Override
  public void close() throws IOException {
    upstream.close();
  }
}
