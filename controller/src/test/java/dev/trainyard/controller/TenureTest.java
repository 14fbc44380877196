package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.config.StatusYaml;
import dev.trainyard.controller.Controller.TakeOver;
import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.Fence;
import dev.trainyard.git.Origin;
import dev.trainyard.git.RemoteException;
import dev.trainyard.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a controller may do while the remote is away, and without the lead.
class TenureTest {
  @TempDir private Path folder;
  private final TestClock clock = new TestClock();
  private final AtomicBoolean leads = new AtomicBoolean(true);
  private int claims;
  private Origin origin;
  private ConfigRepository repository;
  private Tenure tenure;

  @BeforeEach
  void begin() throws Exception {
    origin = Origin.in(folder);
    origin.commit("main", Map.of("unread.txt", "x"));
    repository = ConfigRepository.open(origin.settings(folder.resolve("mirror")));
    repository.fetch();
    Tenure.Self self = new Tenure.Self("me", "here", clock, leads::get, TakeOver.REFUSED, null);
    tenure = Tenure.begin(repository.status(), new StatusYaml(new Json()), self);
    tenure.look();
    assure();
    Files.move(origin.folder(), folder.resolve("away"));
  }

  @AfterEach
  void end() throws Exception {
    repository.close();
    origin.close();
  }

  private void assure() throws Exception {
    tenure.assure(_ -> claims++);
  }

  @Test
  void goesOnWithItsYardForDaysWhileTheRemoteIsAway() throws Exception {
    for (int poll = 0; poll < 200; poll++) {
      clock.pass(Duration.ofMinutes(20));
      tenure.missed();
      assure();
    }

    assertThat(claims).isEqualTo(1);
  }

  @Test
  void waitsForTheRemoteAfterItWasStoppedForLong() throws Exception {
    clock.pass(Duration.ofDays(3));

    assertThatThrownBy(this::assure).isInstanceOf(RemoteException.class);

    tenure.missed();

    assertThatThrownBy(this::assure).isInstanceOf(RemoteException.class);

    Files.move(folder.resolve("away"), origin.folder());
    tenure.look();

    assure();
  }

  @Test
  void startsNothingWithoutTheLead() {
    leads.set(false);

    assertThatThrownBy(this::assure)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not lead any more");
  }

  @Test
  void letsNoCommitOntoTheBranchWithoutTheLead() {
    Fence fence = tenure.fence();
    assertThat(fence.open().test(Optional.empty())).isTrue();

    leads.set(false);

    assertThat(fence.open().test(Optional.empty())).isFalse();
  }
}
