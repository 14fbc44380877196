package dev.trainyard.controller;

import static dev.trainyard.controller.SmallStatus.RUNNING;
import static dev.trainyard.controller.SmallStatus.START;
import static dev.trainyard.controller.SmallStatus.memory;
import static dev.trainyard.controller.SmallStatus.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.config.StatusYaml;
import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.Fence;
import dev.trainyard.git.Origin;
import dev.trainyard.json.Json;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.TrainPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusPublisherTest {
  private static final String BRANCH = "status";
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Memory FIRST = memory(train("a", RUNNING, 1));
  private static final Memory COUNTED = memory(train("a", RUNNING, 2));
  private static final Memory MERGING = memory(train("a", new TrainPhase.Merging(), 2));

  @TempDir private Path folder;
  private final Snapshot yard = SmallStatus.yard();
  private Origin origin;
  private ConfigRepository repository;
  private StatusPublisher publisher;

  @BeforeEach
  void begin() throws Exception {
    origin = Origin.in(folder);
    origin.commit("main", Map.of("unread.txt", "x"));
    repository = ConfigRepository.open(origin.settings(folder.resolve("mirror")));
    repository.fetch();
    publisher =
        new StatusPublisher(
            repository.status(), new StatusYaml(new Json()), INTERVAL, new Fence("", _ -> true));
    publisher.publish(FIRST, yard, START);
  }

  @AfterEach
  void end() throws Exception {
    repository.close();
    origin.close();
  }

  @Test
  void writesNothingWhenNothingHasChanged() throws Exception {
    publisher.publish(FIRST, yard, START.plus(INTERVAL));

    assertThat(origin.commits(BRANCH)).isEqualTo(1);
    assertThat(publisher.nextDue(FIRST)).isEmpty();
  }

  @Test
  void removesWhatWasDeletedBeforeItBegan() throws Exception {
    origin.commit(
        BRANCH, Map.of("trains/gone.yaml", "x", "datasets/gone.md", "x", "notes.md", "x"));
    repository.fetch();
    StatusPublisher another =
        new StatusPublisher(
            repository.status(), new StatusYaml(new Json()), INTERVAL, new Fence("", _ -> true));

    another.publish(FIRST, yard, START.plus(INTERVAL));

    assertThat(origin.files(BRANCH))
        .containsKeys("notes.md", "trains/a.yaml")
        .doesNotContainKeys("trains/gone.yaml", "datasets/gone.md");
  }

  @Test
  void holdsMereCountsBackForAWhile() throws Exception {
    publisher.publish(COUNTED, yard, START.plusSeconds(1));
    int early = origin.commits(BRANCH);

    publisher.publish(COUNTED, yard, START.plus(INTERVAL));

    assertThat(early).isEqualTo(1);
    assertThat(origin.commits(BRANCH)).isEqualTo(2);
    assertThat(origin.files(BRANCH).get("trains/a.yaml")).contains("done: 2");
  }

  @Test
  void holdsNothingBackForAClockThatWasSetBack() throws Exception {
    publisher.publish(COUNTED, yard, START.minus(Duration.ofDays(1)));

    assertThat(origin.files(BRANCH).get("trains/a.yaml")).contains("done: 2");
  }

  @Test
  void saysWhenHeldBackCountsAreDue() throws Exception {
    publisher.publish(COUNTED, yard, START.plusSeconds(1));

    assertThat(publisher.nextDue(COUNTED)).contains(START.plus(INTERVAL));
  }

  @Test
  void writesAChangeOfStateAtOnce() throws Exception {
    publisher.publish(MERGING, yard, START.plusSeconds(1));

    assertThat(origin.commits(BRANCH)).isEqualTo(2);
    assertThat(origin.files(BRANCH).get("trains/a.yaml")).contains("is: Merging");
  }

  @Test
  void writesHeldBackCountsAtTheEnd() throws Exception {
    publisher.publish(COUNTED, yard, START.plusSeconds(1));

    publisher.flush(COUNTED, yard, START.plusSeconds(2));

    assertThat(origin.commits(BRANCH)).isEqualTo(2);
  }

  @Test
  void removesTheFilesOfWhatIsGone() throws Exception {
    publisher.publish(memory(), yard, START.plusSeconds(1));

    assertThat(origin.files(BRANCH)).containsOnlyKeys("controller.yaml", "README.md");
  }

  @Test
  void leavesARemoteAloneThatFailedAndTriesAgainLater() throws Exception {
    Path away = hideRemote();
    publisher.publish(MERGING, yard, START.plusSeconds(1));
    boolean failing = publisher.failure().isPresent();
    Files.move(away, origin.folder());

    publisher.publish(MERGING, yard, START.plusSeconds(2));
    int early = origin.commits(BRANCH);
    publisher.publish(MERGING, yard, publisher.nextDue(MERGING).orElseThrow());

    assertThat(failing).isTrue();
    assertThat(early).isEqualTo(1);
    assertThat(origin.commits(BRANCH)).isEqualTo(2);
    assertThat(publisher.failure()).isEmpty();
  }

  @Test
  void isDueInTheFutureAfterAFailure() throws Exception {
    hideRemote();

    publisher.publish(MERGING, yard, START.plusSeconds(1));

    assertThat(publisher.nextDue(MERGING).orElseThrow()).isAfter(START.plusSeconds(5));
  }

  @Test
  void writesAtOnceWhenTheRemoteAnswersAgain() throws Exception {
    Path away = hideRemote();
    publisher.publish(MERGING, yard, START.plusSeconds(1));
    Files.move(away, origin.folder());

    publisher.retrySoon();
    publisher.publish(MERGING, yard, START.plusSeconds(2));

    assertThat(origin.commits(BRANCH)).isEqualTo(2);
  }

  private Path hideRemote() throws IOException {
    return Files.move(origin.folder(), folder.resolve("away.git"));
  }

  @Test
  void writesEverythingAnewWhereSomebodyElseWrote() throws Exception {
    Map<String, String> ours = origin.files(BRANCH);
    origin.commit(BRANCH, Map.of("trains/a.yaml", "edited\n"));

    boolean disturbed = publisher.isDisturbed(repository.fetch());
    publisher.publish(FIRST, yard, START.plusSeconds(1));

    assertThat(disturbed).isTrue();
    assertThat(origin.files(BRANCH)).isEqualTo(ours);
    assertThat(publisher.isDisturbed(repository.fetch())).isFalse();
  }

  @Test
  void writesEverythingAnewWhereABranchWasDeleted() throws Exception {
    Map<String, String> ours = origin.files(BRANCH);
    origin.delete("refs/heads/" + BRANCH);

    boolean disturbed = publisher.isDisturbed(repository.fetch());
    publisher.publish(FIRST, yard, START.plusSeconds(1));

    assertThat(disturbed).isTrue();
    assertThat(origin.files(BRANCH)).isEqualTo(ours);
  }

  @Test
  void mendsWhatSomebodyWroteMeanwhile() throws Exception {
    origin.commit(BRANCH, Map.of("README.md", "edited\n", "trains/a.yaml", "edited\n"));

    publisher.publish(
        memory(train("a", RUNNING, 1), train("b", RUNNING, 1)), yard, START.plusSeconds(1));

    assertThat(origin.files(BRANCH).values()).doesNotContain("edited\n");
  }
}
