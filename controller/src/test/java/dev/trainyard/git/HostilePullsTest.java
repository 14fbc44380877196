package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.git.PullObjects.Arrival;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Heads that nobody should push: they are refused, and the others are not.
class HostilePullsTest {
  private static final ByteSize FILE = ByteSize.parse("100Ki");
  private static final RemoteLimits LIMITS = new RemoteLimits(Duration.ofMinutes(1), FILE);

  @TempDir private Path folder;
  private Origin origin;
  private PullObjects pulls;
  private CommitId base;

  @BeforeEach
  void begin() throws Exception {
    origin = Origin.in(folder);
    base = origin.commit("main", Map.of("yard.yaml", "a\n", "wagon.yaml", "b\n"));
    pulls =
        PullObjects.open(
            origin.settings(folder.resolve("state")),
            folder.resolve("pulls"),
            LIMITS,
            ByteSize.parse("1Gi"));
  }

  @AfterEach
  void close() throws Exception {
    pulls.close();
    origin.close();
  }

  @Test
  void bringsNoFileThatIsTooLarge() throws Exception {
    PullHead large = pull("large", Map.of("big.bin", "x".repeat(200_000)));
    PullHead fine = pull("fine", Map.of("wagon.yaml", "c\n"));

    Map<String, Arrival> heads = pulls.fetch(List.of(large, fine)).heads();

    assertThat(heads.get("fine")).isEqualTo(new Arrival.Here(fine.head()));
    assertThat(heads.get("large")).asString().contains("Object too large (200,000 bytes)");
    assertThat(pulls.commits().has(large.head())).isFalse();
  }

  @Test
  void takesMainWithFilesOfAnySize() throws Exception {
    CommitId main = origin.commit("main", Map.of("big.bin", "x".repeat(200_000)));

    pulls.fetch(List.of());

    assertThat(pulls.accept(main)).isTrue();
  }

  @Test
  void refusesToMergeALargeFileThatIsHereAlready() throws Exception {
    PullHead large = pull("large", Map.of("big.bin", "x".repeat(200_000)));
    origin.tag("v1", large.head());

    pulls.fetch(List.of(large));

    assertThat(pulls.merge(large, base, large.head()))
        .isEqualTo(
            new MergeResult.TooLarge(
                "big.bin has 195 KiB, and a file may have 100 KiB; leave it out"));
  }

  @Test
  void refusesFoldersWithinEachOtherWithoutEnd() throws Exception {
    origin.set("refs/heads/deep", base);
    PullHead deep = branch("deep", origin.commitDeep("deep", 1_000));
    origin.set("refs/heads/bomb", base);
    PullHead bomb = branch("bomb", origin.commitBomb("bomb", 20));

    assertThat(pulls.fetch(List.of(deep, bomb)).heads().values())
        .allMatch(Arrival.Here.class::isInstance);
    assertThat(pulls.merge(deep, base, deep.head()))
        .isEqualTo(new MergeResult.TooLarge("it has more than 64 folders within each other"));
    assertThat(pulls.merge(bomb, base, bomb.head()).toString())
        .contains("it changes more than 5,000 files and folders");
  }

  @Test
  void refusesNamesThatLeadElsewhere() throws Exception {
    PullHead fine = pull("fine", Map.of("wagon.yaml", "c\n"));
    origin.set("refs/heads/up", base);
    PullHead up = branch("up", origin.commitTree("up", "../../x"));
    origin.set("refs/heads/hooks", base);
    PullHead hooks = branch("hooks", origin.commitTree("hooks", ".git"));

    Map<String, Arrival> heads = pulls.fetch(List.of(up, hooks, fine)).heads();

    assertThat(heads.get("fine")).isEqualTo(new Arrival.Here(fine.head()));
    assertThat(heads.get("up")).isInstanceOf(Arrival.Refused.class);
    assertThat(heads.get("hooks")).isInstanceOf(Arrival.Refused.class);
  }

  @Test
  void doesNotMergeLargeFilesLineByLine() throws Exception {
    CommitId common = origin.commit("main", Map.of("list.txt", lines("a")));
    origin.set("refs/heads/work", common);
    PullHead head = branch("work", origin.commit("work", Map.of("list.txt", lines("b"))));
    CommitId main = origin.commit("main", Map.of("list.txt", lines("c")));
    try (PullObjects wide =
        PullObjects.open(
            origin.settings(folder.resolve("state")),
            folder.resolve("wide"),
            new RemoteLimits(Duration.ofMinutes(1), ByteSize.parse("10Mi")),
            ByteSize.parse("1Gi"))) {
      wide.fetch(List.of(head));

      assertThat(wide.merge(head, main, head.head()))
          .isEqualTo(new MergeResult.Conflict(List.of("list.txt")));
    }
  }

  private static String lines(String end) {
    return "0123456789\n".repeat(100_000) + end + "\n";
  }

  @Test
  void refusesWhatIsNoCommit() throws Exception {
    PullHead fine = pull("fine", Map.of("wagon.yaml", "c\n"));
    origin.setToFile("refs/pull/7/head", "a file");
    PullHead file = new PullHead("7", "refs/pull/7/head", base);

    Map<String, Arrival> heads = pulls.fetch(List.of(fine, file)).heads();

    assertThat(heads.get("fine")).isEqualTo(new Arrival.Here(fine.head()));
    assertThat(heads.get("7"))
        .isEqualTo(new Arrival.Refused("there is no commit at refs/pull/7/head"));
  }

  @Test
  void keepsNamesThatCannotBothBeFolders() throws Exception {
    PullHead first = pull("pull/a", Map.of("wagon.yaml", "c\n"));
    PullHead upper = pull("pull/A", Map.of("wagon.yaml", "d\n"));
    pulls.fetch(List.of(first, upper));
    origin.delete("refs/heads/pull/a");
    PullHead below = pull("pull/a/b", Map.of("wagon.yaml", "e\n"));

    assertThat(pulls.fetch(List.of(below, upper, first)).heads())
        .isEqualTo(
            Map.of(
                "pull/a/b", new Arrival.Here(below.head()),
                "pull/A", new Arrival.Here(upper.head()),
                "pull/a", new Arrival.Here(first.head())));

    pulls.retain(Set.of("pull/a/b"));
    assertThat(pulls.fetch(List.of(below, first)).heads())
        .containsEntry("pull/a/b", new Arrival.Here(below.head()))
        .containsEntry("pull/a", new Arrival.Gone());
  }

  @Test
  void knowsTheTagsOfPackages() throws Exception {
    PackageSpec.Source source = new PackageSpec.Source(".", "v*");
    origin.tag("v1", base);
    PullHead head = pull("work", Map.of("wagon.yaml", "c\n"));
    pulls.fetch(List.of(head));
    assertThat(pulls.commits().packageVersions("software", source, head.head()))
        .extracting(PackageVersion::tag)
        .containsExactly("v1");

    origin.delete("refs/tags/v1");
    origin.tag("v2", base);
    pulls.fetch(List.of(head));
    assertThat(pulls.commits().packageVersions("software", source, head.head()))
        .extracting(PackageVersion::tag)
        .containsExactly("v2");
  }

  @Test
  void keepsTheCommitThatIsActedOnWhenMainIsRewritten() throws Exception {
    pulls.fetch(List.of());
    assertThat(pulls.accept(base)).isTrue();
    origin.delete("refs/heads/main");
    origin.commit("main", new TreeMap<>(Map.of("yard.yaml", "other\n")));

    pulls.fetch(List.of());

    assertThat(pulls.accept(base)).isTrue();
    assertThat(pulls.accept(new CommitId("1".repeat(40)))).isFalse();
  }

  private PullHead pull(String branch, Map<String, String> files) throws Exception {
    origin.set("refs/heads/" + branch, base);
    return branch(branch, origin.commit(branch, files));
  }

  private static PullHead branch(String name, CommitId head) {
    return new PullHead(name, "refs/heads/" + name, head);
  }
}
