package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.model.CommitId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusBranchTest {
  private static final Instant WHEN = Instant.parse("2026-11-21T09:00:00Z");
  private static final StatusMessage MESSAGE =
      new StatusMessage("Train a: Running", new LinkedHashMap<>(Map.of("Observed-Commit", "abc")));

  @TempDir private Path folder;
  private Origin origin;
  private ConfigRepository repository;

  @BeforeEach
  void open() throws Exception {
    origin = Origin.in(folder);
    origin.commit("main", Map.of("yard.yaml", "kind: Yard\n"));
    repository = ConfigRepository.open(origin.settings(folder.resolve("state")));
    repository.fetch();
  }

  @AfterEach
  void close() throws Exception {
    repository.close();
    origin.close();
  }

  @Test
  void createsTheBranchWithoutHistoryOfMain() throws Exception {
    StatusCommit result =
        repository.status().commit(List.of(put("a.yaml", "1")), MESSAGE, WHEN, Fence.NONE);

    assertThat(result).isEqualTo(new StatusCommit.Created(tip()));
    assertThat(origin.commits("status")).isEqualTo(1);
    assertThat(origin.files("status")).isEqualTo(Map.of("a.yaml", "1"));
  }

  @Test
  void signsAndDatesAsTold() throws Exception {
    repository.status().commit(List.of(put("a.yaml", "1")), MESSAGE, WHEN, Fence.NONE);

    var commit = origin.commitOf("status");
    assertThat(commit.getAuthorIdent().toExternalString())
        .isEqualTo("Trainyard <trainyard@localhost> " + WHEN.getEpochSecond() + " +0000");
    assertThat(commit.getFullMessage()).isEqualTo("Train a: Running\n\nObserved-Commit: abc\n");
  }

  @Test
  void makesNoCommitForTheSameTree() throws Exception {
    StatusBranch status = repository.status();
    status.commit(List.of(put("a/b.yaml", "1")), MESSAGE, WHEN, Fence.NONE);
    CommitId before = tip();

    StatusCommit result =
        status.commit(
            List.of(put("a/b.yaml", "1"), new StatusChange.Remove("a/none.yaml")),
            MESSAGE,
            WHEN,
            Fence.NONE);

    assertThat(result).isEqualTo(new StatusCommit.Unchanged(Optional.of(before)));
    assertThat(tip()).isEqualTo(before);
  }

  @Test
  void makesNoBranchOutOfNothing() throws Exception {
    StatusCommit result = repository.status().commit(List.of(), MESSAGE, WHEN, Fence.NONE);

    assertThat(result).isEqualTo(new StatusCommit.Unchanged(Optional.empty()));
    assertThat(origin.tip("status")).isEmpty();
  }

  @Test
  void readsAndListsWhatItWrote() throws Exception {
    StatusBranch status = repository.status();
    status.commit(
        List.of(put("trains/a.yaml", "1"), put("trains/a.md", "# ä"), put("README.md", "x")),
        MESSAGE,
        WHEN,
        Fence.NONE);

    assertThat(status.read("trains/a.md")).contains("# ä");
    assertThat(status.read("trains/b.md")).isEmpty();
    assertThat(status.read("trains")).isEmpty();
    assertThat(status.list("trains")).containsExactly("trains/a.md", "trains/a.yaml");
    assertThat(status.list("")).hasSize(3);
  }

  @Test
  void removesFoldersThatBecomeEmpty() throws Exception {
    StatusBranch status = repository.status();
    status.commit(List.of(put("a/b/c.yaml", "1"), put("d.yaml", "2")), MESSAGE, WHEN, Fence.NONE);

    status.commit(List.of(new StatusChange.Remove("a/b/c.yaml")), MESSAGE, WHEN, Fence.NONE);

    assertThat(origin.files("status")).isEqualTo(Map.of("d.yaml", "2"));
  }

  @Test
  void keepsCommitsOfOthersAsParents() throws Exception {
    StatusBranch status = repository.status();
    status.commit(List.of(put("a.yaml", "1")), MESSAGE, WHEN, Fence.NONE);
    CommitId byHand = origin.commit("status", Map.of("note.txt", "by hand"));

    StatusCommit result = status.commit(List.of(put("a.yaml", "2")), MESSAGE, WHEN, Fence.NONE);

    assertThat(result).isEqualTo(new StatusCommit.Appended(tip(), 1));
    assertThat(origin.commitOf("status").getParent(0).name()).isEqualTo(byHand.hex());
    assertThat(origin.files("status")).isEqualTo(Map.of("a.yaml", "2", "note.txt", "by hand"));
  }

  @Test
  void beginsADeletedBranchAnewWithWhatItHeld() throws Exception {
    StatusBranch status = repository.status();
    status.commit(List.of(put("a.yaml", "1"), put("b.yaml", "1")), MESSAGE, WHEN, Fence.NONE);
    origin.delete("refs/heads/status");
    repository.fetch();

    StatusCommit result = status.commit(List.of(put("a.yaml", "2")), MESSAGE, WHEN, Fence.NONE);

    assertThat(result).isEqualTo(new StatusCommit.Recreated(tip()));
    assertThat(origin.commits("status")).isEqualTo(1);
    assertThat(origin.files("status")).isEqualTo(Map.of("a.yaml", "2", "b.yaml", "1"));
  }

  @Test
  void noticesADeletedBranchOnPush() throws Exception {
    StatusBranch status = repository.status();
    status.commit(List.of(put("a.yaml", "1")), MESSAGE, WHEN, Fence.NONE);
    origin.delete("refs/heads/status");

    StatusCommit result = status.commit(List.of(put("a.yaml", "2")), MESSAGE, WHEN, Fence.NONE);

    assertThat(result).isInstanceOf(StatusCommit.Recreated.class);
    assertThat(origin.files("status")).isEqualTo(Map.of("a.yaml", "2"));
  }

  @Test
  void losesNothingWhenTwoWritersRace() throws Exception {
    int rounds = 25;
    try (ConfigRepository other = ConfigRepository.open(origin.settings(folder.resolve("other")));
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      other.fetch();
      List<Future<?>> writers = new ArrayList<>();
      for (StatusBranch status : List.of(repository.status(), other.status())) {
        String name = status == other.status() ? "other" : "one";
        writers.add(threads.submit(() -> write(status, name, rounds)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }

    assertThat(origin.commits("status")).isEqualTo(2 * rounds);
    assertThat(origin.files("status")).hasSize(2 * rounds);
  }

  private static Object write(StatusBranch status, String name, int rounds) throws Exception {
    for (int i = 0; i < rounds; i++) {
      status.commit(List.of(put(name + "/" + i + ".yaml", "x")), MESSAGE, WHEN, Fence.NONE);
    }
    return name;
  }

  @Test
  void writesManyFilesAtOnce() throws Exception {
    List<StatusChange> changes = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      changes.add(put("wagons/" + i % 40 + "/" + i + ".yaml", "value: " + i + "\n"));
    }

    repository.status().commit(changes, MESSAGE, WHEN, Fence.NONE);

    assertThat(origin.files("status")).hasSize(1000).containsEntry("wagons/7/7.yaml", "value: 7\n");
  }

  @Test
  void refusesPathsThatLeaveTheBranch() {
    for (String path : List.of("../a", "/a", "a//b", "a/.git/config", "a\nb", "")) {
      assertThatThrownBy(() -> put(path, "x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not a path in a branch");
    }
  }

  private CommitId tip() throws Exception {
    return new CommitId(origin.tip("status").orElseThrow().name());
  }

  private static StatusChange put(String path, String text) {
    return new StatusChange.Put(path, text);
  }
}
