package dev.trainyard.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.MergeResult;
import dev.trainyard.remote.PassingRemote;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.Remote.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What stores elsewhere do besides: processes share no folder, and what they leave is taken away.
abstract class RemoteStoreContract extends StoreContract {
  /// The same place during one test.
  abstract Remote remote() throws Exception;

  /// A place at which every upload fails after so many.
  final Remote breaking(int uploads) throws Exception {
    return new BreakingRemote(remote(), uploads);
  }

  @Override
  Store open() throws Exception {
    return Store.elsewhere(remote(), Files.createTempDirectory(folder, "copy"), json);
  }

  @Test
  void leavesNothingOfWhoLost() throws Exception {
    commit(0, "e1");
    Store slow = Store.elsewhere(new LateRemote(remote()), folder.resolve("late"), json);

    var outcome = slow.commitJob(made("e2"), result(0, "e2", ExitCause.SUCCEEDED));

    assertThat(outcome).isEqualTo(Commit.Outcome.ALREADY_THERE);
    assertThat(names()).noneMatch(name -> name.contains("e2"));
    assertThat(remote().list("uploads", "", "").files()).isEmpty();
  }

  @Test
  void countsNothingOfWhoWasKilledWhileItUploaded() throws Exception {
    Store killed = Store.elsewhere(breaking(2), folder.resolve("killed"), json);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> killed.commitJob(made("e1"), result(0, "e1", ExitCause.SUCCEEDED)));
    assertThat(open().job(ORDER, 0)).isEmpty();
    assertThat(names()).anyMatch(name -> name.contains("e1"));

    commit(0, "e2");

    assertThat(output(0)).isEqualTo("made by e2");
    open().sweep(Instant.now().plusSeconds(5));
    assertThat(names()).noneMatch(name -> name.contains("e1"));
    assertThat(output(0)).isEqualTo("made by e2");
    assertThat(remote().list("uploads", "", "").files()).isEmpty();
  }

  @Test
  void keepsWhatIsBeingUploaded() throws Exception {
    Store killed = Store.elsewhere(breaking(2), folder.resolve("killed"), json);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> killed.commitJob(made("e1"), result(0, "e1", ExitCause.SUCCEEDED)));

    open().sweep(Instant.now().plusSeconds(5));

    assertThat(names()).anyMatch(name -> name.contains("e1"));
    open().sweep(Instant.now().plus(RemoteUpload.GIVEN_UP).plusSeconds(60));
    assertThat(names()).noneMatch(name -> name.contains("e1"));
  }

  @Test
  void keepsWhatCountsAlthoughItsNoteIsStillThere() throws Exception {
    commit(0, "e1");
    String note = RemoteKeys.execution(ORDER, 0, "e1") + "\n" + RemoteKeys.job(ORDER, 0) + "\n";
    remote().put(note.getBytes(UTF_8), RemoteKeys.upload("e1"));

    open().sweep(Instant.now().plus(RemoteUpload.GIVEN_UP).plusSeconds(60));

    assertThat(output(0)).isEqualTo("made by e1");
  }

  @Test
  void takesAwayWhatAFailedCommitBrought() throws Exception {
    pinOrder();
    Path made = made("e1");
    breaksOff(made, "e1");
    Files.delete(made.resolve("a/w/out"));
    open().keepAttempt(made, result(0, "e1", ExitCause.STORE_FAILED));
    open().sweep(Instant.now().minusSeconds(60));
    assertThat(names()).anyMatch(name -> name.endsWith("e1/a/w/out"));

    open().sweep(Instant.now().plusSeconds(5));

    assertThat(names()).noneMatch(name -> name.endsWith("e1/a/w/out"));
    assertThat(names()).anyMatch(name -> name.endsWith("e1/logs/a/w.log"));
    assertThat(progress(new ProgressReader(open())).failed())
        .extracting(JobResult::execution)
        .containsExactly("e1");
    assertThat(remote().list("uploads", "", "").files()).isEmpty();
  }

  private void breaksOff(Path made, String execution) throws Exception {
    Store killed = Store.elsewhere(breaking(3), folder.resolve("killed"), json);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> killed.commitJob(made, result(0, execution, ExitCause.SUCCEEDED)));
  }

  @Test
  void failsNotWhenItHasWonWithoutHearingOfIt() throws Exception {
    pinOrder();
    Path made = made("e1");
    Store deaf =
        Store.elsewhere(
            new PassingRemote(remote()) {
              @Override
              public boolean create(byte[] content, String name) throws IOException {
                var _ = super.create(content, name);
                throw new IOException("no answer");
              }
            },
            folder.resolve("deaf"),
            json);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> deaf.commitJob(made, result(0, "e1", ExitCause.SUCCEEDED)));

    open().keepAttempt(made, result(0, "e1", ExitCause.STORE_FAILED));

    open().sweep(Instant.now().plusSeconds(5));
    assertThat(progress(new ProgressReader(open())).failed()).isEmpty();
    assertThat(output(0)).isEqualTo("made by e1");
  }

  @Test
  void countsAlthoughItsNoteCannotBeDeleted() throws Exception {
    Store store =
        Store.elsewhere(
            new PassingRemote(remote()) {
              @Override
              public void delete(String name) throws IOException {
                throw new IOException("no rights to delete " + name);
              }
            },
            folder.resolve("copy"),
            json);

    var outcome = store.commitJob(made("e1"), result(0, "e1", ExitCause.SUCCEEDED));

    assertThat(outcome).isEqualTo(Commit.Outcome.COMMITTED);
  }

  @Test
  void replacesRecordsThatAreDamaged() throws Exception {
    damage(RemoteKeys.job(ORDER, 0));
    damage(RemoteKeys.merge(ORDER, 0));

    assertThat(commit(0, "e1")).isEqualTo(Commit.Outcome.COMMITTED);
    assertThat(merge("m1")).isEqualTo(Commit.Outcome.COMMITTED);

    assertThat(output(0)).isEqualTo("made by e1");
    MergeResult merged = open().mergeResult(ORDER, 0).orElseThrow();
    assertThat(names()).contains("orders/" + ORDER + "/" + merged.path());
  }

  /// Leaves a record as if its writer was killed.
  void damage(String key) throws Exception {
    remote().put("{".getBytes(UTF_8), key);
  }

  @Test
  void judgesNobodyByADamagedRecord() throws Exception {
    breaksOff(made("e1"), "e1");
    damage(RemoteKeys.job(ORDER, 0));

    open().sweep(Instant.now().plusSeconds(5));

    assertThat(names()).anyMatch(name -> name.contains("e1/a/w/out"));
  }

  @Test
  void sweepsOnWhereOneThingFails() throws Exception {
    for (String execution : List.of("e1", "e2", "e3")) {
      breaksOff(made(execution), execution);
    }
    commit(0, "e4");
    Remote failing =
        new PassingRemote(remote()) {
          @Override
          public byte[] read(String name) throws IOException {
            if (name.endsWith("e2")) {
              throw new IOException("cannot be read now");
            }
            return super.read(name);
          }
        };

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                Store.elsewhere(failing, folder.resolve("copy"), json)
                    .sweep(Instant.now().plusSeconds(5)))
        .withMessage("cannot be read now");

    assertThat(remote().list("uploads", "", "").files())
        .extracting(Entry::name)
        .containsExactly("uploads/e2");
  }

  @Test
  void takesNoJobForLostWhoseRecordIsNotGiven() throws Exception {
    pinOrder();
    commit(0, "e1");
    commit(1, "e1");
    Remote failing =
        new PassingRemote(remote()) {
          @Override
          public byte[] read(String name) throws IOException {
            if (name.equals(RemoteKeys.job(ORDER, 1))) {
              throw new IOException("503");
            }
            return super.read(name);
          }
        };

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                new ProgressReader(Store.elsewhere(failing, folder.resolve("copy"), json))
                    .read(ORDER))
        .withMessage("503");
  }

  @Test
  void showsLogsOfWhatCountsOnly() throws Exception {
    commit(0, "e1");
    String another = RemoteKeys.execution(ORDER, 0, "e9") + "/logs/a/w.log";
    remote().put("log of e9".getBytes(UTF_8), another);
    Store store = open();

    store.showLogs(ORDER);

    Path log = store.layout().job(ORDER, 0).resolve("logs/a/w.log");
    assertThat(store.address(log)).endsWith("/e1/logs/a/w.log");
    store.bring(log);
    assertThat(log).hasContent("log of e1");
  }

  @Test
  void bringsALogThatBrokeOffAgain() throws Exception {
    commit(0, "e1");
    Remote failingOnce =
        new PassingRemote(remote()) {
          private boolean failed;

          @Override
          public void get(String name, Path target, Duration most) throws IOException {
            if (!failed) {
              failed = true;
              throw new IOException("broke off");
            }
            super.get(name, target, most);
          }
        };
    Store store = Store.elsewhere(failingOnce, folder.resolve("copy"), json);
    store.showLogs(ORDER);
    Path log = store.layout().job(ORDER, 0).resolve("logs/a/w.log");
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> store.bring(log));

    store.bring(log);

    assertThat(log).hasContent("log of e1");
  }

  @Test
  void sharesNothingButThePlace() throws Exception {
    Store one = open();
    one.commitJob(made("e1"), result(0, "e1", ExitCause.SUCCEEDED));

    try (var left = Files.walk(one.layout().root())) {
      assertThat(left.filter(Files::isRegularFile).toList()).isEmpty();
    }
  }

  final List<String> names() throws Exception {
    return remote().listAll("").stream().map(Entry::name).toList();
  }

  /// Sees records that were not there when it looked.
  private static final class LateRemote extends PassingRemote {
    LateRemote(Remote remote) {
      super(remote);
    }

    @Override
    public Optional<Entry> find(String name) {
      return Optional.empty();
    }
  }

  /// Breaks off as if its process was killed.
  private static final class BreakingRemote extends PassingRemote {
    private int left;

    BreakingRemote(Remote remote, int uploads) {
      super(remote);
      this.left = uploads;
    }

    private synchronized void use() throws IOException {
      left--;
      if (left < 0) {
        throw new IOException("killed");
      }
    }

    @Override
    public void put(Path file, String name) throws IOException {
      use();
      super.put(file, name);
    }

    @Override
    public void put(byte[] content, String name) throws IOException {
      use();
      super.put(content, name);
    }

    @Override
    public boolean create(byte[] content, String name) throws IOException {
      use();
      return super.create(content, name);
    }
  }
}
