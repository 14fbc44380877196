package dev.trainyard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.store.ProgressReader.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a store that is a folder does besides.
class FolderStoreTest extends StoreContract {
  private Store store;

  @BeforeEach
  void openOnce() {
    store = open();
  }

  @Override
  Store open() {
    return new Store(folder.resolve("store"), json);
  }

  @Test
  void leavesNothingHalfMade() throws Exception {
    var _ = store.pin(new MergeOrder("a", ORDER, List.of(), List.of()));
    commit(0, "e1");
    commit(0, "e1");
    merge("m1");

    assertThat(store.layout().temporary()).isEmptyDirectory();
  }

  @Test
  void readsOnlyWhatIsNew() throws Exception {
    pinOrder();
    commit(0, "e0");
    ProgressReader reader = new ProgressReader(store);
    reader.read(ORDER);
    Path first = store.layout().job(ORDER, 0).resolve("result.json");
    Files.writeString(first, "not read again");
    commit(1, "e1");
    fail(1, "e1");

    Reading reading = reader.read(ORDER);

    assertThat(reading.damaged()).isEmpty();
    assertThat(reading.progress().orElseThrow().committed()).containsOnlyKeys(0, 1);
    assertThat(reading.progress().orElseThrow().failed()).hasSize(1);
  }

  @Test
  void goesOnWithoutDamagedRecords() throws Exception {
    pinOrder();
    commit(0, "e0");
    commit(1, "e1");
    Files.writeString(store.layout().job(ORDER, 1).resolve("result.json"), "{");

    Reading reading = new ProgressReader(store).read(ORDER);

    assertThat(reading.progress().orElseThrow().committed()).containsOnlyKeys(0);
    assertThat(reading.damaged()).singleElement().asString().contains("jobs/1/result.json");
  }

  @Test
  void goesOnWithoutARecordThatCannotBeRead() throws Exception {
    pinOrder();
    commit(0, "e0");
    Files.createDirectories(store.layout().job(ORDER, 1).resolve("result.json"));

    Reading reading = new ProgressReader(store).read(ORDER);

    assertThat(reading.progress().orElseThrow().committed()).containsOnlyKeys(0);
    assertThat(reading.damaged()).singleElement().asString().contains("jobs/1/result.json");
  }

  @Test
  void replacesACommittedJobWhoseRecordIsDamaged() throws Exception {
    commit(0, "e0");
    Files.writeString(store.layout().job(ORDER, 0).resolve("result.json"), "{");

    Commit.Outcome outcome = commit(0, "e1");

    assertThat(outcome).isEqualTo(Commit.Outcome.COMMITTED);
    assertThat(store.job(ORDER, 0)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "/etc", "a\u0000", ".hidden", "-x"})
  void refusesOrderIdsThatLeaveTheStore(String id) {
    assertThatThrownBy(() -> store.layout().order(id)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "../x", "a/../../b", "/etc/passwd", "a//b", "a/", "a\u0000"})
  void refusesOutputsThatLeaveTheirFolder(String file) {
    assertThatThrownBy(() -> StoreLayout.output(folder, WAGON, file))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cleansOnlyWhatIsOldAndHasNoOwner() throws Exception {
    Path stale = Files.createDirectories(store.layout().temporary().resolve("job-old/deep"));
    Files.writeString(stale.resolve("file"), "x");
    stale.toFile().setWritable(false);
    Path record = Files.writeString(store.layout().temporary().resolve("record-old"), "x");

    List<Path> tooEarly = store.cleanTemporary(Instant.EPOCH);
    List<Path> cleaned = store.cleanTemporary(Instant.MAX);

    assertThat(tooEarly).isEmpty();
    assertThat(cleaned).containsExactlyInAnyOrder(stale.getParent(), record);
    assertThat(store.layout().temporary()).isEmptyDirectory();
  }
}
