package dev.trainyard.engine.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trainyard.engine.Keeper;
import dev.trainyard.engine.LedgerInUseException;
import dev.trainyard.engine.Part;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.TaskBoard;
import dev.trainyard.engine.TaskBoard.Section;
import dev.trainyard.engine.slurm.PartWatch.Look;
import dev.trainyard.engine.slurm.SlurmSettings.Requests;
import dev.trainyard.engine.slurm.SlurmSettings.Times;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskState;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine's folder when it is not what it was. Slurm itself is not needed for that.
class SlurmLedgerTest {
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir private Path place;
  private Path folder;
  private Path memo;

  @BeforeEach
  void name() {
    folder = place.resolve("mnt/ledger");
    memo = place.resolve("work/slurm-id");
  }

  @Test
  void knowsItsFolderAgain() throws Exception {
    open().close();

    try (Keeper<?> again = open()) {
      assertThat(again.observe()).isEqualTo(new EngineView.Listed(Map.of()));
    }
  }

  @Test
  void takesNoFolderThatIsNotMountedForANewOne() throws Exception {
    open().close();
    Files.move(folder, place.resolve("elsewhere"));

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("is its file system mounted?")
        .hasMessageContaining("delete " + memo);
    assertThat(folder).as("nothing is made where it is to be mounted").doesNotExist();

    Files.move(place.resolve("elsewhere"), folder);
    open().close();
  }

  @Test
  void takesNoOtherFolder() throws Exception {
    open().close();
    Files.move(folder, place.resolve("elsewhere"));
    SlurmLedger.open(folder, place.resolve("other/slurm-id")).close();

    assertThatThrownBy(this::open).hasMessageContaining("is not the one");
  }

  @Test
  void beginsWithAnotherFolderIfAskedTo() throws Exception {
    open().close();
    Files.move(folder, place.resolve("elsewhere"));
    Files.delete(memo);

    open().close();
    open().close();
  }

  @Test
  void saysNothingOfJobsWhenAnotherFolderCameInItsPlace() throws Exception {
    try (Keeper<?> engine = open()) {
      Files.move(folder, place.resolve("elsewhere"));
      SlurmLedger.open(folder, place.resolve("other/slurm-id")).close();

      assertThat(engine.observe())
          .isEqualTo(
              new EngineView.Unreachable(
                  "the ledger %s is gone, or another one is in its place: is its file system mounted?"
                      .formatted(folder)));
    }
  }

  @Test
  void isRefusedToASecondController() throws Exception {
    try (Keeper<?> _ = open()) {
      assertThatThrownBy(() -> SlurmLedger.open(folder, place.resolve("other/slurm-id")))
          .isInstanceOf(LedgerInUseException.class)
          .hasMessageContaining("in use by another controller");
    }
  }

  @Test
  void throwsAwayWhatWasLeftHalfMade() throws Exception {
    open().close();
    Files.createDirectories(folder.resolve(".tmp/ty-a-j1.killed/work"));

    open().close();

    assertThat(folder.resolve(".tmp")).isEmptyDirectory();
  }

  @Test
  void forgetsAtOnceWhatIsOverLongAgo() throws Exception {
    Instant longAgo = Instant.now().minus(LONG).minus(LONG);
    TaskArray array = array("ty-old-j1", 0);
    try (SlurmLedger ledger = SlurmLedger.open(folder, memo)) {
      ledger.accept(new Acceptance(longAgo, 10, array));
      ledger.keepOutcome(
          array.name(), SubmissionOutcome.of(longAgo, Map.of(0, new TaskState.Ended(0))));
    }

    try (Keeper<?> _ = open()) {
      await().until(() -> !Files.exists(folder.resolve("ty-old-j1")));
    }
  }

  @Test
  void losesManyTasksWithOneFileAndForGood() throws Exception {
    TaskArray array = array("ty-a-j1", 0, 1, 2, 3);
    Path kept = folder.resolve("ty-a-j1/0");
    Look look = new Look(false, Instant.now(), LONG, Map::of);
    try (SlurmLedger ledger = SlurmLedger.open(folder, memo)) {
      ledger.accept(new Acceptance(Instant.now(), 10, array));
      Files.writeString(kept.resolve("over/2"), "0\n");

      new PartWatch(watched(array), ledger).loseAll("its node\nwas lost");
      Files.writeString(kept.resolve("over/3"), "0\n");

      try (Stream<Path> files = Files.list(kept.resolve("lost"))) {
        assertThat(files).hasSize(1);
      }
      Section tasks = watched(array);
      new PartWatch(tasks, ledger).see(Map.of(), look);
      TaskState lost = new TaskState.Lost("its node was lost");
      assertThat(IntStream.range(0, 4).mapToObj(tasks::state))
          .containsExactly(lost, lost, new TaskState.Ended(0), lost);
    }
  }

  @Test
  void triesSoonAgainAfterASuccess() throws Exception {
    try (SlurmLedger ledger = SlurmLedger.open(folder, memo)) {
      Instant now = Instant.now();
      Acceptance acceptance = new Acceptance(now, 10, array("ty-a-j1", 0));
      Submission submission = new Submission(acceptance, Standing.going(0), ledger);
      for (int outage = 0; outage < 20; outage++) {
        submission.failed(now);
      }
      assertThat(submission.mayTry(now.plusSeconds(60))).isFalse();

      submission.succeeded();
      submission.failed(now);

      assertThat(submission.mayTry(now.plusSeconds(1))).isTrue();
    }
  }

  @Test
  void saysThatAFolderCannotBeReadToItsEnd() {
    IOException stale = new IOException("Stale file handle");

    assertThatThrownBy(() -> SharedFolder.all(new Breaking(stale))).isSameAs(stale);
  }

  /// A folder of a file server that goes away while it is read.
  private record Breaking(IOException failure) implements DirectoryStream<Path> {
    @Override
    public Iterator<Path> iterator() {
      throw new DirectoryIteratorException(failure);
    }

    @Override
    public void close() {}
  }

  private static Section watched(TaskArray array) {
    return new TaskBoard(array).section(Part.of(array, 10).getFirst(), 0);
  }

  private static TaskArray array(String name, Integer... indexes) {
    return new TaskArray(
        new SubmissionName(name), List.of(indexes), List.of("true"), SlurmRoom.NEEDS, 0);
  }

  private Keeper<?> open() throws IOException {
    return SlurmEngine.open(
        new SlurmSettings(
            folder,
            memo,
            place.resolve("nothing"),
            Map.of(),
            new Requests(List.of(), 1000, 0, 0),
            new Times(LONG, LONG, LONG, LONG)),
        InstantSource.system());
  }
}
