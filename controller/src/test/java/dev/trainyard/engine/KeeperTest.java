package dev.trainyard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeeperTest {
  private static final Duration SOON = Duration.ofMillis(5);

  @Test
  void looksAgainAfterAnError() throws Exception {
    FailingFarm farm = new FailingFarm();
    Keeper.Times times = new Keeper.Times(SOON, Duration.ofMinutes(1), Duration.ofDays(1));

    try (Keeper<?> _ = Keeper.open("keeper", _ -> farm, times, InstantSource.system())) {
      await().atMost(Duration.ofSeconds(30)).until(() -> farm.asked.get() > 3);
    }

    assertThat(farm.asked.get()).isGreaterThan(3);
  }

  /// One for which there is never enough memory.
  private static final class FailingFarm implements Farm<KeptSubmission<String>> {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public String name() {
      return "a failing farm";
    }

    @Override
    public void ask(Map<SubmissionName, KeptSubmission<String>> known) {
      asked.incrementAndGet();
      throw new OutOfMemoryError("as a test");
    }

    @Override
    public SubmitAnswer take(TaskArray array, Map<SubmissionName, KeptSubmission<String>> known) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void look(List<KeptSubmission<String>> open) {}

    @Override
    public void cancel(KeptSubmission<String> submission) {}

    @Override
    public void keep(KeptSubmission<String> submission, Standing standing) {}

    @Override
    public String log(Part part, int place) {
      return "";
    }

    @Override
    public void tidy(KeptSubmission<String> submission, Instant now) {}

    @Override
    public void forget(KeptSubmission<String> submission) {}

    @Override
    public void close() {}
  }
}
