package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.git.PullObjects.Arrival;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullObjectsTest {
  private static final ByteSize LARGE = ByteSize.parse("1Gi");
  private static final RemoteLimits LIMITS =
      new RemoteLimits(Duration.ofMinutes(1), ByteSize.parse("100Mi"));

  @TempDir private Path folder;
  private Origin origin;
  private CommitId base;

  @BeforeEach
  void begin() throws Exception {
    origin = Origin.in(folder);
    base = origin.commit("main", Map.of("yard.yaml", "a\n", "wagon.yaml", "b\n"));
  }

  @AfterEach
  void close() {
    origin.close();
  }

  @Test
  void seesHeadsOfEveryForgeInOneListing() throws Exception {
    CommitId head = pull("work", Map.of("wagon.yaml", "c\n"));
    origin.set("refs/pull/7/head", head);
    origin.set("refs/pull/7/merge", head);
    origin.set("refs/merge-requests/12/head", head);
    origin.set("refs/changes/34/1234/1", base);
    origin.set("refs/changes/34/1234/12", head);
    origin.set("refs/heads/pull/faster", head);
    origin.set("refs/trainyard/approvals/" + head.hex(), head);
    origin.set("refs/trainyard/approvals/" + head.abbreviated(), head);

    Tips.Pulls pulls = listing("github", "gitlab", "gerrit", "refs/heads/pull/*");

    assertThat(pulls.heads())
        .containsExactly(
            new PullHead("faster", "refs/heads/pull/faster", head),
            new PullHead("1234", "refs/changes/34/1234/12", head),
            new PullHead("12", "refs/merge-requests/12/head", head),
            new PullHead("7", "refs/pull/7/head", head));
    assertThat(pulls.approved()).containsExactly(head);
  }

  @Test
  void takesTheForgesRefAndNotABranchOfThatName() throws Exception {
    CommitId head = pull("work", Map.of("wagon.yaml", "c\n"));
    CommitId branch = pull("pull/7", Map.of("wagon.yaml", "d\n"));
    origin.set("refs/pull/7/head", head);

    assertThat(branch).isNotEqualTo(head);
    assertThat(listing("refs/heads/pull/*", "github").heads())
        .containsExactly(new PullHead("7", "refs/pull/7/head", head));
  }

  @Test
  void passesOverMainTheStatusBranchAndWhatIsMerged() throws Exception {
    origin.set("refs/pull/7/head", base);
    pull("work", Map.of("wagon.yaml", "c\n"));

    assertThat(listing("github", "refs/heads/*").heads())
        .extracting(PullHead::name)
        .containsExactly("work");
  }

  @Test
  void refusesPatternsThatNameNoPullRequests() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PullPattern.parse("refs/heads/**"))
        .withMessageContaining("write github, gitea, gitlab, gerrit");
    assertThatIllegalArgumentException().isThrownBy(() -> PullPattern.parse("heads/*"));
    assertThatIllegalArgumentException().isThrownBy(() -> PullPattern.parse("refs/*"));
  }

  @Test
  void mergesWithMainWithoutTouchingABranch() throws Exception {
    CommitId head = pull("work", Map.of("wagon.yaml", "c\n"));
    CommitId main = origin.commit("main", Map.of("yard.yaml", "a2\n"));

    try (PullObjects pulls = open(LIMITS, LARGE)) {
      PullObjects.Fetched fetched = pulls.fetch(List.of(branch("work", head)));
      CommitId result = merged(pulls, main, head);

      assertThat(fetched)
          .isEqualTo(new PullObjects.Fetched(false, Map.of("work", new Arrival.Here(head))));
      assertThat(text(pulls, result, "wagon.yaml")).isEqualTo("c\n");
      assertThat(text(pulls, result, "yard.yaml")).isEqualTo("a2\n");
      assertThat(merged(pulls, main, head)).isEqualTo(result);
      assertThat(origin.tip("main").orElseThrow().name()).isEqualTo(main.hex());
    }
  }

  @Test
  void saysThatAllIsGoneUntilSomebodyWasTold() throws Exception {
    List<PullHead> heads = List.of(branch("work", pull("work", Map.of("wagon.yaml", "c\n"))));
    Path away = folder.resolve("away");

    try (PullObjects pulls = open(LIMITS, LARGE)) {
      pulls.fetch(heads);
      Files.move(folder.resolve("pulls/mirror.git"), folder.resolve("damaged"));
      Files.move(origin.folder(), away);
      assertThatThrownBy(() -> pulls.fetch(heads)).isInstanceOf(RemoteException.class);
      Files.move(away, origin.folder());

      assertThat(pulls.fetch(heads).anew()).isTrue();
      assertThat(pulls.fetch(heads).anew()).isFalse();
    }
  }

  @Test
  void tellsWhereBothChangedTheSame() throws Exception {
    CommitId head = pull("work", Map.of("wagon.yaml", "c\n"));
    CommitId main = origin.commit("main", Map.of("wagon.yaml", "d\n"));

    try (PullObjects pulls = open(LIMITS, LARGE)) {
      pulls.fetch(List.of(branch("work", head)));

      assertThat(pulls.merge(branch("work", head), main, head))
          .isEqualTo(new MergeResult.Conflict(List.of("wagon.yaml")));
    }
  }

  @Test
  void knowsAHeadThatMainHoldsAndOneOfAnotherHistory() throws Exception {
    CommitId other = origin.commit("other", Map.of("x", "x\n"));
    CommitId main = origin.commit("main", Map.of("yard.yaml", "a2\n"));

    try (PullObjects pulls = open(LIMITS, LARGE)) {
      pulls.fetch(List.of(branch("other", other)));

      assertThat(pulls.merge(branch("old", base), main, base))
          .isEqualTo(new MergeResult.Contained());
      assertThat(pulls.merge(branch("other", other), main, other))
          .isEqualTo(new MergeResult.Unrelated());
    }
  }

  @Test
  void bringsTheOthersWhenOneHeadIsGoneOrCannotBeHad() throws Exception {
    CommitId head = pull("work", Map.of("wagon.yaml", "c\n"));
    CommitId broken = pull("broken", Map.of("wagon.yaml", "lost\n"));
    origin.lose(broken, "wagon.yaml");

    try (PullObjects pulls = open(LIMITS, LARGE)) {
      PullObjects.Fetched fetched =
          pulls.fetch(
              List.of(branch("gone", head), branch("broken", broken), branch("work", head)));

      assertThat(fetched.heads().get("work")).isEqualTo(new Arrival.Here(head));
      assertThat(fetched.heads().get("gone")).isEqualTo(new Arrival.Gone());
      assertThat(fetched.heads().get("broken")).isInstanceOf(Arrival.Refused.class);
    }
  }

  @Test
  void bringsFiveHundredHeads() throws Exception {
    List<PullHead> heads =
        IntStream.rangeClosed(1, 500)
            .mapToObj(number -> new PullHead("" + number, "refs/pull/" + number + "/head", base))
            .toList();
    for (PullHead head : heads) {
      CommitId commit = pull("p" + head.name(), Map.of("wagon.yaml", head.name() + "\n"));
      origin.set(head.ref(), commit);
    }

    try (PullObjects pulls = open(LIMITS, LARGE)) {
      PullObjects.Fetched fetched = pulls.fetch(heads);

      assertThat(fetched.heads().values()).hasSize(500).allMatch(Arrival.Here.class::isInstance);
    }
  }

  @Test
  void beginsAnewWhenItHasGrownTooLarge() throws Exception {
    CommitId head = pull("work", Map.of("wagon.yaml", "c\n"));

    try (PullObjects pulls = open(LIMITS, new ByteSize(1))) {
      pulls.fetch(List.of(branch("work", head)));
      pulls.fetch(List.of());

      assertThat(pulls.commits().has(head)).isFalse();
      assertThat(pulls.commits().has(base)).isTrue();
    }
  }

  @Test
  void givesUpWhatIsClosed() throws Exception {
    CommitId head = pull("work", Map.of("wagon.yaml", "c\n"));

    try (PullObjects pulls = open(LIMITS, LARGE)) {
      pulls.fetch(List.of(branch("work", head)));
      merged(pulls, base, head);
      pulls.retain(Set.of());

      assertThat(folder.resolve("pulls/mirror.git/refs/pulls/heads/work")).doesNotExist();
      assertThat(folder.resolve("pulls/mirror.git/refs/pulls/results/work")).doesNotExist();
      assertThat(folder.resolve("pulls/mirror.git/refs/pulls/main")).exists();
    }
  }

  private CommitId pull(String branch, Map<String, String> files) throws Exception {
    origin.set("refs/heads/" + branch, base);
    return origin.commit(branch, files);
  }

  private static PullHead branch(String name, CommitId head) {
    return new PullHead(name, "refs/heads/" + name, head);
  }

  private PullObjects open(RemoteLimits limits, ByteSize most) throws Exception {
    return PullObjects.open(
        origin.settings(folder.resolve("state")), folder.resolve("pulls"), limits, most);
  }

  private static CommitId merged(PullObjects pulls, CommitId main, CommitId head) throws Exception {
    return ((MergeResult.Merged) pulls.merge(branch("work", head), main, head)).commit();
  }

  private static String text(PullObjects pulls, CommitId commit, String path) throws Exception {
    TreeFile file =
        pulls.commits().files(commit).stream()
            .filter(it -> it.path().equals(path))
            .findFirst()
            .orElseThrow();
    return new String(
        pulls.commits().blob(file.blob(), ByteSize.parse("1Ki")), StandardCharsets.UTF_8);
  }

  private Tips.Pulls listing(String... patterns) throws Exception {
    RepositorySettings plain = origin.settings(folder.resolve("state"));
    PullRefs refs =
        new PullRefs(
            List.of(patterns).stream().map(PullPattern::parse).toList(), PullRefs.APPROVALS, 500);
    RepositorySettings settings =
        new RepositorySettings(
            plain.remote(), plain.folder(), "main", "status", plain.author(), refs);
    try (PullObjects pulls = PullObjects.open(settings, folder.resolve("pulls"), LIMITS, LARGE)) {
      return pulls.list();
    }
  }
}
