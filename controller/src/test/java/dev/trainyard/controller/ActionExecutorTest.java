package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.FakeEngine;
import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.Origin;
import dev.trainyard.job.Confinement;
import dev.trainyard.json.Json;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.store.Store;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionExecutorTest {
  @TempDir private Path folder;
  private final TestClock clock = new TestClock();
  private final Patience patience = new Patience(clock);
  private final BrokenEngine engine = new BrokenEngine();
  private Origin origin;
  private ConfigRepository repository;

  @BeforeEach
  void begin() throws Exception {
    origin = Origin.in(folder);
    repository = ConfigRepository.open(origin.settings(folder.resolve("mirror")));
  }

  @AfterEach
  void end() throws Exception {
    repository.close();
    origin.close();
  }

  /// It names another file each time.
  private static final class BrokenEngine extends FakeEngine {
    private int asked;
    private boolean bug;

    @Override
    public synchronized void cancel(SubmissionName name) throws EngineUnreachableException {
      asked++;
      if (bug) {
        throw new IllegalStateException("bug");
      }
      FileSystemException e =
          new FileSystemException("/work/.tmp/" + asked, null, "Read-only file system");
      throw new EngineUnreachableException("cannot write: " + e.getMessage(), e);
    }
  }

  private List<ActionResult> cancel(String... trains) throws Exception {
    List<Action> actions =
        Stream.of(trains)
            .map(t -> (Action) new Action.Cancel(t, "why", "local", new SubmissionName("x")))
            .toList();
    Store store = new Store(folder.resolve("store"), new Json());
    ActionExecutor executor =
        new ActionExecutor(
            new Unpacking(List.of(repository.commits()), store, () -> {}),
            store,
            Map.of("local", engine),
            new TaskCommand(List.of("true"), Map.of(), List.of(), List.of(), Confinement.OF_PULLS));
    return executor.execute(actions, Optional.empty(), patience, () -> {});
  }

  @Test
  void saysTheSameOfTheSameTroubleEachTime() throws Exception {
    List<ActionResult> first = cancel("train a");
    clock.pass(Duration.ofHours(1));

    assertThat(cancel("train a")).isEqualTo(first);
    assertThat(engine.asked).isEqualTo(2);
    assertThat(first).first().asString().contains("cannot write: Read-only file system");
  }

  @Test
  void doesNotTryAgainAtOnce() throws Exception {
    List<ActionResult> first = cancel("train a");

    assertThat(cancel("train a")).isEqualTo(first);
    assertThat(engine.asked).isEqualTo(1);
  }

  @Test
  void doesTheOthersWhenOneActionHasABug() throws Exception {
    engine.bug = true;

    List<ActionResult> results = cancel("train a", "train b");

    assertThat(results).hasSize(2).allMatch(r -> r instanceof ActionResult.Retryable);
    assertThat(engine.asked).isEqualTo(2);
  }
}
