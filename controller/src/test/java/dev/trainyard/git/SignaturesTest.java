package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.git.Signatures.Verdict;
import dev.trainyard.model.CommitId;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which commits of a history have to be signed, and by whose keys.
class SignaturesTest extends SignedRepository {
  private static final int COMMITS = Integer.getInteger("signed.commits", 30);

  @Test
  void acceptsWhatAKnownKeySigned() throws Exception {
    clone.signed("a", "1", clone.ssh("ada"));

    assertThat(judge()).isEqualTo(new Verdict.Good());
  }

  @Test
  void refusesWhatNobodySigned() throws Exception {
    CommitId commit = clone.unsigned("a", "1");

    assertThat(judge()).isEqualTo(bad(commit, "Ada <ada@example.org>", "it is not signed", 1, 1));
  }

  @Test
  void knowsNothingWithoutItsKeys() throws Exception {
    clone.signed("a", "1", clone.ssh("ada"));
    assertThat(judge()).isEqualTo(new Verdict.Good());

    Files.delete(signers);

    assertThat(judge()).isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void looksAtSideBranchesOfAMerge() throws Exception {
    CommitId first = clone.signed("a", "1", clone.ssh("ada"));
    judge();
    repository.signatures().accept(first);
    clone.git("checkout", "-q", "-b", "side");
    CommitId smuggled = clone.unsigned("b", "1");
    clone.signed("b", "2", clone.ssh("ada"));
    clone.git("checkout", "-q", "main");
    clone.signed("c", "1", clone.ssh("ada"));
    String[] merge = {"merge", "-q", "--no-ff", "-S", "-m", "Merge", "side"};
    clone.git(
        java.util.stream.Stream.of(clone.ssh("ada"), merge)
            .flatMap(java.util.Arrays::stream)
            .toArray(String[]::new));

    assertThat(judge()).isEqualTo(bad(smuggled, "Ada <ada@example.org>", "it is not signed", 1, 4));
  }

  @Test
  void vouchesForHistoryByTheNewestCommitAtFirst() throws Exception {
    clone.unsigned("a", "1");
    CommitId tip = clone.signed("a", "2", clone.ssh("ada"));

    assertThat(judge()).isEqualTo(new Verdict.Good());
    repository.signatures().accept(tip);

    CommitId next = clone.unsigned("a", "3");
    clone.signed("a", "4", clone.ssh("ada"));
    assertThat(judge()).isEqualTo(bad(next, "Ada <ada@example.org>", "it is not signed", 1, 2));
  }

  @Test
  void takesTheWordOfAnOperator() throws Exception {
    CommitId first = clone.signed("a", "1", clone.ssh("ada"));
    judge();
    repository.signatures().accept(first);
    CommitId vouched = clone.unsigned("a", "2");
    clone.signed("a", "3", clone.ssh("ada"));
    CommitId main = fetch();

    assertThat(repository.signatures().judge(main, List.of(vouched), Instant.now()))
        .isEqualTo(new Verdict.Good());
  }

  @Test
  void readsKeysAnew() throws Exception {
    String bob = clone.sshKey("bob", "ed25519");
    clone.signed("a", "1", clone.ssh("bob"));
    Object before = repository.signatures().keysNow();
    assertThat(why()).contains("is not in");

    Files.writeString(signers, "bob " + bob + "\n");
    assertThat(repository.signatures().keysNow()).isNotEqualTo(before);
    assertThat(judge()).isEqualTo(new Verdict.Good());

    Files.writeString(signers, "ada " + ada + "\n");
    assertThat(why()).contains("is not in");
  }

  @Test
  void judgesManyCommitsQuickly() throws Exception {
    CommitId first = clone.signed("a", "0", clone.ssh("ada"));
    judge();
    repository.signatures().accept(first);
    for (int i = 1; i <= COMMITS; i++) {
      clone.signed("a", "" + i, clone.ssh("ada"));
    }
    CommitId main = fetch();

    long start = System.nanoTime();
    Verdict verdict = repository.signatures().judge(main, List.of(), Instant.now());
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(verdict).isEqualTo(new Verdict.Good());
    assertThat(took).as("for %d commits", COMMITS).isLessThan(Duration.ofMillis(100L * COMMITS));
    System.getLogger("signatures")
        .log(System.Logger.Level.INFO, "{0} commits in {1}", COMMITS, took);
  }
}
