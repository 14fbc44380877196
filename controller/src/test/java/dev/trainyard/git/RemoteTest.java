package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.CommitId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteTest {
  private static final String STATUS = "refs/heads/status";

  @TempDir private Path folder;
  private Origin origin;
  private CommitId first;
  private CommitId second;
  private Mirror mirror;
  private Remote remote;

  @BeforeEach
  void open() throws Exception {
    origin = Origin.in(folder);
    first = origin.commit("main", Map.of("a.yaml", "1"));
    second = origin.commit("main", Map.of("a.yaml", "2"));
    RepositorySettings settings = origin.settings(folder.resolve("state"));
    mirror = Mirror.open(settings.folder(), settings.remote().url());
    remote = new Remote(settings.remote(), mirror.emptyHome());
    remote.fetch(repository(), List.of("refs/heads/main"));
  }

  @AfterEach
  void close() throws Exception {
    remote.close();
    mirror.close();
    origin.close();
  }

  @Test
  void createsABranchThatMustNotExist() throws Exception {
    assertThat(push(ObjectId.zeroId(), first)).isEqualTo(Remote.Pushed.ACCEPTED);
    assertThat(push(ObjectId.zeroId(), second)).isEqualTo(Remote.Pushed.LOST);

    assertThat(origin.tip("status")).contains(Commits.id(first));
  }

  @Test
  void movesABranchFromTheExpectedCommitOnly() throws Exception {
    CommitId byHand = origin.commit("status", Map.of("note.txt", "by hand"));

    assertThat(push(Commits.id(first), second)).isEqualTo(Remote.Pushed.LOST);
    assertThat(push(ObjectId.fromString("a".repeat(40)), second)).isEqualTo(Remote.Pushed.LOST);

    assertThat(origin.tip("status")).contains(Commits.id(byHand));
  }

  @Test
  void neverForces() throws Exception {
    origin.reset("status", second);

    assertThat(push(Commits.id(second), first)).isEqualTo(Remote.Pushed.LOST);

    assertThat(origin.tip("status")).contains(Commits.id(second));
  }

  private Remote.Pushed push(ObjectId expected, CommitId commit) throws Exception {
    return remote.push(repository(), STATUS, expected, Commits.id(commit));
  }

  private Repository repository() throws Exception {
    return mirror.read(repository -> repository);
  }
}
