package dev.trainyard.git;

import dev.trainyard.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bare repository in the controller's folder. Everything in it is also on the remote, so a
/// damaged one is moved aside and begun anew.
final class Mirror implements RepositoryAccess, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
  private static final String NAME = "mirror.git";

  /// How long closing waits for who works with it.
  private static final Duration AT_THE_END = Duration.ofSeconds(5);

  private final Path folder;
  private final RemoteUrl remote;
  private final FolderLock lock;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private Repository repository;
  private volatile boolean damaged;

  private Mirror(Path folder, RemoteUrl remote, FolderLock lock, Repository repository) {
    this.folder = folder;
    this.remote = remote;
    this.lock = lock;
    this.repository = repository;
  }

  /// Takes the folder's lock, removes what a killed process left behind, and opens the repository.
  static Mirror open(Path folder, RemoteUrl remote) throws IOException, MirrorInUseException {
    JGitSetup.ensure();
    FolderLock lock = FolderLock.take(folder);
    try {
      LeftBehind.remove(folder.resolve(NAME));
      return new Mirror(folder, remote, lock, openOrBegin(folder, remote));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static Repository openOrBegin(Path folder, RemoteUrl remote) throws IOException {
    Path git = folder.resolve(NAME);
    if (Files.exists(git)) {
      try {
        return openSound(git, remote);
      } catch (IOException | RuntimeException e) {
        moveAside(folder, String.valueOf(e.getMessage()));
      }
    }
    return begin(git, remote);
  }

  private static Repository openSound(Path git, RemoteUrl remote) throws IOException {
    Repository repository = build(git);
    MirrorHealth.check(repository);
    Optional<String> other = MirrorConfig.remote(repository.getConfig());
    if (!other.equals(Optional.of(remote.toString()))) {
      throw new IOException("it mirrors " + other.orElse("another repository"));
    }
    return repository;
  }

  private static Repository build(Path git) throws IOException {
    return new FileRepositoryBuilder().setGitDir(git.toFile()).setBare().build();
  }

  private static Repository begin(Path git, RemoteUrl remote) throws IOException {
    Repository repository = build(git);
    repository.create(true);
    MirrorConfig.write(repository.getConfig(), remote);
    return repository;
  }

  /// The one moved aside last is kept for whoever asks why; those before it are not.
  private static void moveAside(Path folder, String why) throws IOException {
    Path aside = folder.resolve(NAME + ".aside");
    if (Files.exists(aside)) {
      Folders.delete(aside);
    }
    if (Files.exists(folder.resolve(NAME))) {
      Files.move(folder.resolve(NAME), aside);
    }
    LOG.atWarn()
        .addKeyValue("reason", why)
        .addKeyValue("moved", aside)
        .log("the mirror of the config repository cannot be used; fetching it anew");
  }

  /// The folder without any configuration that SSH takes for its home.
  Path emptyHome() {
    return folder.resolve("home");
  }

  @Override
  public <T> T read(Reading<T> reading) throws IOException {
    Lock shared = use.readLock();
    shared.lock();
    try {
      return reading.from(repository);
    } catch (IOException e) {
      if (RepositoryAccess.isDamage(e)) {
        damaged = true;
        throw new UnreadableRepositoryException("the mirror of the config repository", e);
      }
      throw e;
    } finally {
      shared.unlock();
    }
  }

  /// Makes the repository anew if a read found damage, or it is gone; then a fetch must fill it.
  boolean replaceIfDamaged() throws IOException {
    boolean replaced = damaged || !MirrorHealth.isRepository(repository);
    if (replaced) {
      exclusively(
          () -> {
            repository.close();
            moveAside(folder, "objects are missing or damaged");
            repository = begin(folder.resolve(NAME), remote);
            damaged = false;
          });
    }
    return replaced;
  }

  /// Damage that was found is none.
  void forgive() {
    damaged = false;
  }

  /// Whether what is here takes more than this.
  boolean isLargerThan(ByteSize size) throws IOException {
    return MirrorHealth.size(repository) > size.bytes();
  }

  /// Begins anew when what is here has grown beyond this size.
  boolean replaceIfLarger(ByteSize most) throws IOException {
    boolean isLarger = isLargerThan(most);
    if (isLarger) {
      exclusively(
          () -> {
            repository.close();
            Folders.delete(folder.resolve(NAME));
            repository = begin(folder.resolve(NAME), remote);
          });
    }
    return isLarger;
  }

  /// Packs loose objects and drops unreachable ones, if there are many and nobody reads just now:
  /// somebody who takes out gigabytes would hold up all others.
  Housekeeping housekeep() throws IOException {
    if (!MirrorHealth.needsPacking(repository)) {
      return Housekeeping.NOTHING_TO_DO;
    }
    Lock exclusive = use.writeLock();
    if (!exclusive.tryLock()) {
      return Housekeeping.NOTHING_TO_DO;
    }
    try {
      MirrorHealth.pack(repository);
      repository.close();
      repository = build(folder.resolve(NAME));
    } finally {
      exclusive.unlock();
    }
    return Housekeeping.PACKED;
  }

  private void exclusively(Change change) throws IOException {
    Lock exclusive = use.writeLock();
    exclusive.lock();
    try {
      change.make();
    } finally {
      exclusive.unlock();
    }
  }

  /// Who still works with it is waited for, but not for ever: what is half-made stays in a file of
  /// its own.
  @Override
  public void close() throws IOException {
    Lock exclusive = use.writeLock();
    boolean isAlone = false;
    try {
      isAlone = exclusive.tryLock(AT_THE_END.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    try {
      if (isAlone) {
        repository.close();
      }
      lock.close();
    } finally {
      if (isAlone) {
        exclusive.unlock();
      }
    }
  }

  /// Something that needs the repository for itself.
  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }
}
