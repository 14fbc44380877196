package dev.trainyard.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.engine.kubernetes.KubernetesCluster;
import dev.trainyard.model.SteadyClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElectionTest {
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private KubernetesCluster cluster;

  @BeforeEach
  void begin() throws Exception {
    cluster = KubernetesCluster.start(folder);
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  @Test
  void oneLeadsAndTheOtherKnowsWho() throws Exception {
    try (Election one = candidate("one")) {
      await().atMost(PATIENCE).until(one::isHeld);
      try (Election other = candidate("other")) {
        await().atMost(PATIENCE).until(() -> other.leader().equals("one"));

        assertThat(other.isHeld()).isFalse();
        assertThat(one.leader()).isEqualTo("one");
      }
    }
  }

  @Test
  void isTakenAtOnceWhenItWasLetGo() throws Exception {
    Duration minutes = Duration.ofMinutes(10);
    Election one = candidate("one", minutes);
    await().atMost(PATIENCE).until(one::isHeld);

    one.close();

    // It would have to wait for ten minutes for one that is only silent.
    try (Election other = candidate("other", minutes)) {
      await().atMost(PATIENCE).until(other::isHeld);
    }
  }

  /// A renewal that leaves the Lease as it was would be none: others would take it.
  @Test
  void renewsSoThatOthersSeeIt() throws Exception {
    try (LeaseBoard board = ClusterBoard.open(settings("one", SHORT))) {
      Instant now = Instant.now();
      assertThat(board.take(Optional.empty(), now)).isTrue();
      Optional<LeaseBoard.Seen> taken = board.read();

      assertThat(board.take(taken, now.plusMillis(1))).isTrue();

      LeaseBoard.Seen renewed = board.read().orElseThrow();
      assertThat(renewed.version()).isNotEqualTo(taken.orElseThrow().version());
      assertThat(renewed.lease().getSpec().getRenewTime().toInstant())
          .isEqualTo(now.plusMillis(1).truncatedTo(ChronoUnit.MICROS));
      assertThat(board.take(taken, now)).as("by who has read an older one").isFalse();
    }
  }

  @Test
  void isLostInTimeWhileTheClusterIsAway() throws Exception {
    AtomicInteger lost = new AtomicInteger();
    try (Election one = candidate("one")) {
      await().atMost(PATIENCE).until(one::isHeld);
      one.whenLost(lost::incrementAndGet);

      cluster.leave();

      await().atMost(PATIENCE).until(() -> !one.isHeld());
      await().atMost(PATIENCE).until(() -> lost.get() == 1);
      cluster.comeBack();
      await().atMost(PATIENCE).until(one::isHeld);
    }
  }

  @Test
  void holdsNothingAfterItsMachineStoodStill() throws Exception {
    AtomicReference<Duration> slept = new AtomicReference<>(Duration.ZERO);
    InstantSource wall = () -> Instant.now().plus(slept.get());
    LeaseSettings settings = settings("one", Duration.ofMinutes(10));
    try (Election one = Election.begin(settings, wall, steady())) {
      await().atMost(PATIENCE).until(one::isHeld);

      slept.set(Duration.ofHours(1));

      assertThat(one.isHeld()).isFalse();
    }
  }

  @Test
  void tellsAtOnceWhoAsksAfterItWasLost() throws Exception {
    AtomicInteger lost = new AtomicInteger();
    try (Election one = candidate("one")) {
      await().atMost(PATIENCE).until(one::isHeld);
      try (Election other = candidate("other")) {
        other.whenLost(lost::incrementAndGet);

        assertThat(lost).hasValue(1);
      }
    }
  }

  private Election candidate(String name) throws Exception {
    return candidate(name, SHORT);
  }

  private Election candidate(String name, Duration duration) throws Exception {
    return Election.begin(settings(name, duration), InstantSource.system(), steady());
  }

  private LeaseSettings settings(String name, Duration duration) throws Exception {
    return new LeaseSettings("trainyard", name, null, cluster.kubeconfig(), null, duration);
  }

  private static InstantSource steady() {
    return new SteadyClock(Instant.now(), System::nanoTime);
  }
}
