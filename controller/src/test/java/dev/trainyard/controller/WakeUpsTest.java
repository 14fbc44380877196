package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WakeUpsTest {
  private static final Duration LONG = Duration.ofHours(2);

  private final WakeUps wakeUps = new WakeUps();

  @Test
  void wakesASleeper() throws Exception {
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Boolean> woken =
          CompletableFuture.supplyAsync(() -> awaitLong(wakeUps), thread);

      wakeUps.ring();

      assertThat(woken.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean awaitLong(WakeUps wakeUps) {
    try {
      return wakeUps.await(LONG);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hearsWhatRangBeforeItSlept() throws Exception {
    wakeUps.ring();
    wakeUps.ring();

    assertThat(wakeUps.await(LONG)).isTrue();
    assertThat(wakeUps.await(Duration.ZERO)).as("heard once").isFalse();
  }

  @Test
  void hearsAllThatRangWhileItGathered() throws Exception {
    wakeUps.ring();
    assertThat(wakeUps.await(LONG)).isTrue();
    wakeUps.ring();

    wakeUps.gather(Duration.ofMillis(1));

    assertThat(wakeUps.await(Duration.ZERO)).isFalse();
  }

  @Test
  void sleepsNoLongerThanAsked() throws Exception {
    assertThat(wakeUps.await(Duration.ofMillis(1))).isFalse();
    assertThat(wakeUps.await(Duration.ofMillis(-1))).isFalse();
  }
}
