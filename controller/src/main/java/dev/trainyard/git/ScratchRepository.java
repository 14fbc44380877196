package dev.trainyard.git;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// What could become of a user's clone, in a folder of its own: the clone is read, never written.
public final class ScratchRepository implements AutoCloseable {
  private static final ByteSize LARGEST = ByteSize.parse("64Mi");

  private final Path folder;
  private final Repository repository;
  private final Commits commits;

  private ScratchRepository(Path folder, Repository repository) {
    this.folder = folder;
    this.repository = repository;
    this.commits =
        new Commits(
            new RepositoryAccess() {
              @Override
              public <T> T read(Reading<T> reading) throws IOException {
                return reading.from(repository);
              }
            });
  }

  /// Begins one that sees all that a clone holds.
  public static ScratchRepository over(LocalRepository clone) throws IOException {
    Path folder = Files.createTempDirectory("trainyard-merge-");
    try {
      Repository repository =
          new FileRepositoryBuilder()
              .setGitDir(folder.resolve("scratch.git").toFile())
              .addAlternateObjectDirectory(clone.gitFolder().resolve("objects").toFile())
              .setBare()
              .build();
      repository.create(true);
      return new ScratchRepository(folder, repository);
    } catch (IOException e) {
      Folders.delete(folder);
      throw e;
    }
  }

  /// Merges a head into a base, here.
  public MergeResult merge(CommitId base, CommitId head) throws IOException {
    return new TreeMerge(repository, MergeLimits.upTo(LARGEST)).merge(base, head);
  }

  /// What the clone's commits hold, and what was merged here.
  public Commits commits() {
    return commits;
  }

  @Override
  public void close() throws IOException {
    repository.close();
    Folders.delete(folder);
  }
}
