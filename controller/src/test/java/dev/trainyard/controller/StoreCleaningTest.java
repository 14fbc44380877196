package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.json.Json;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.xrootd.XrootdProgram;
import dev.trainyard.remote.xrootd.XrootdRemote;
import dev.trainyard.store.Store;
import dev.trainyard.store.TempFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCleaningTest {
  @TempDir private Path folder;
  private final TestClock clock = new TestClock();

  @Test
  void takesAwayWhatKilledJobsLeftOnceInAWhile() throws IOException {
    Store store = new Store(folder, new Json());
    StoreCleaning cleaning = new StoreCleaning(store, clock, Leadership.ALONE);
    Path first = leftBehind("job-first");
    try (TempFolder running = store.temporaryFolder("job")) {
      age(running.path());
      cleaning.cleanIfDue();
      Path second = leftBehind("job-second");
      clock.pass(Duration.ofMinutes(30));
      cleaning.cleanIfDue();

      assertThat(first).doesNotExist();
      assertThat(second).exists();
      assertThat(running.path()).exists();

      clock.pass(Duration.ofMinutes(31));
      cleaning.cleanIfDue();

      assertThat(second).doesNotExist();
      assertThat(running.path()).exists();
    }
  }

  @Test
  void cleansThisMachineAlthoughThePlaceElsewhereIsAway() throws IOException {
    Path killed = leftBehind("job-killed");
    Remote away =
        new XrootdRemote(
            new XrootdProgram(folder.resolve("nowhere"), Map.of()),
            RemoteAddress.parse("root://host//store"),
            clock);

    new StoreCleaning(Store.elsewhere(away, folder, new Json()), clock, Leadership.ALONE)
        .cleanIfDue();

    assertThat(killed).doesNotExist();
  }

  @Test
  void cleansNothingWithoutTheLead() throws IOException {
    Path killed = leftBehind("job-killed");

    new StoreCleaning(new Store(folder, new Json()), clock, () -> false).cleanIfDue();

    assertThat(killed).exists();
  }

  @Test
  void leavesWhatHasJustBeenMade() throws IOException {
    Path made = Files.createDirectories(folder.resolve("tmp/job-new"));
    Files.setLastModifiedTime(made, FileTime.from(clock.instant()));

    new StoreCleaning(new Store(folder, new Json()), clock, Leadership.ALONE).cleanIfDue();

    assertThat(made).exists();
  }

  private Path leftBehind(String name) throws IOException {
    Path path = Files.createDirectories(folder.resolve("tmp").resolve(name));
    Files.writeString(path.resolve("input.root"), "events");
    age(path);
    return path;
  }

  private void age(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(clock.instant().minus(Duration.ofHours(1))));
  }
}
