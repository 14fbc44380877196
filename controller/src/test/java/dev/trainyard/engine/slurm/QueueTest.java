package dev.trainyard.engine.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `squeue` of Slurm 22.05 printed, word for word.
class QueueTest {
  private static final String PREFIX = "trainyard 7d1c ";
  private static final String FIRST = PREFIX + "ty-a-j1.0 0123456789ab";

  @Test
  void findsTheTasksOfEachArrayByItsComment() {
    Queue queue =
        Queue.parse(
            """
            41|0|COMPLETED|None|trainyard 7d1c ty-a-j1.0 0123456789ab
            41|1|RUNNING|None|trainyard 7d1c ty-a-j1.0 0123456789ab
            41|2|PENDING|JobArrayTaskLimit|trainyard 7d1c ty-a-j1.0 0123456789ab
            43|0|PENDING|Priority|trainyard 7d1c ty-a-j1.0 0123456789ab
            44|0|PENDING|Priority|trainyard 9999 ty-a-j1.0 0123456789ab
            """,
            PREFIX);

    assertThat(queue.arrays()).containsOnlyKeys(FIRST);
    assertThat(queue.of(FIRST)).containsOnlyKeys(41L, 43L);
    assertThat(queue.of(FIRST).get(41L))
        .isEqualTo(Map.of(0, new Word.Ended("COMPLETED"), 1, new Word.Runs(), 2, new Word.Waits()));
    assertThat(queue.of("trainyard 7d1c ty-b-j1.0 0123456789ab")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "slurm_load_jobs error: Unable to contact slurm controller (connect failure)",
        "45|N/A|RUNNING|None|(null)",
        "45|N/A|RUNNING|None|trainyard 7d1c ty-a-j1.0 0123456789ab",
        "45|[3-9%4]|PENDING|None|trainyard 7d1c ty-a-j1.0 0123456789ab",
        "99999999999999999999|1|PENDING|None|trainyard 7d1c ty-a-j1.0 0123456789ab",
        "45|1|PENDING|None",
        "|||||||"
      })
  void passesOverWhatIsNoTaskOfOurs(String line) {
    assertThat(Queue.parse(line, PREFIX).arrays()).isEmpty();
  }

  @Test
  void letsNoCommentOfOthersLookLikeATask() {
    String line = "45|N/A|RUNNING|None|45|1|RUNNING|None|trainyard 7d1c ty-a-j1.0 0123456789ab";

    assertThat(Queue.parse(line, PREFIX).arrays()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING, Resources, Waits[]",
    "REQUEUED, None, Waits[]",
    "COMPLETING, None, Runs[]",
    "SUSPENDED, None, Runs[]",
    "FAILED, JobLaunchFailure, Ended[word=FAILED (JobLaunchFailure)]",
    "CANCELLED, None, Cancelled[]",
    "NODE_FAIL, None, Lost[why=its node was lost]",
    "PREEMPTED, None, Lost[why=its node was needed for other work]",
    "TIMEOUT, TimeLimit, Lost[why=it was over its time limit]",
    "OUT_OF_MEMORY, OutOfMemory, Lost[why=it used more memory than was asked for]",
    "PENDING, PartitionTimeLimit, Stuck[reason=PartitionTimeLimit]",
    "PENDING, launch failed requeued held, Stuck[reason=launch failed requeued held]",
    "HIBERNATING, None, Strange[word=HIBERNATING]"
  })
  void knowsSlurmsWords(String state, String reason, String word) {
    assertThat(Word.of(state, reason)).hasToString(word);
  }
}
