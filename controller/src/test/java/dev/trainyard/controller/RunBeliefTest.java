package dev.trainyard.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.spec.RunValue;
import dev.trainyard.model.work.RunRecord;
import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// When runs that are missing are believed to be gone.
class RunBeliefTest {
  private final RunBelief belief = new RunBelief("runs");
  private SourceView view = SourceView.UNREAD;

  @Test
  void runsThatAreMissingOnceAreKept() {
    read(1, 2, 3);

    read(1, 4);

    assertThat(runs()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(view.reason()).isEqualTo("RunsMissing");
    assertThat(belief.isInDoubt()).isTrue();
  }

  @Test
  void runsThatAreMissingTwiceAreGone() {
    read(1, 2, 3);
    read(1);

    read(1);

    assertThat(runs()).containsExactly(1L);
    assertThat(view.isFailing()).isFalse();
    assertThat(belief.isInDoubt()).isFalse();
  }

  @Test
  void catalogueThatIsFilledAgainLosesNothing() {
    read(1, 2, 3, 4);
    read(1);
    read(1, 2);
    read(1, 2, 3);
    assertThat(runs()).containsExactly(1L, 2L, 3L, 4L);

    read(1, 2, 3, 4);

    assertThat(runs()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(view.isFailing()).isFalse();
  }

  /// As a query for the last thirty days does.
  @Test
  void catalogueThatLosesItsOldestRunsIsBelieved() {
    read(1, 2, 3, 4);
    read(2, 3, 4, 5);
    read(3, 4, 5, 6);

    assertThat(runs()).containsExactly(2L, 3L, 4L, 5L, 6L);
    assertThat(view.reason()).isEqualTo("RunsMissing");
  }

  @Test
  void emptyCatalogueIsNeverBelieved() {
    read(1);
    read();

    read();

    assertThat(runs()).containsExactly(1L);
    assertThat(view.reason()).isEqualTo("SourceEmpty");
  }

  @Test
  void recordsOfWhichNothingIsNewStayTheSame() {
    read(1, 2);
    RunTable before = view.known().orElseThrow();
    read(1);
    read(1, 2);

    assertThat(view.known().orElseThrow()).isSameAs(before);
  }

  private void read(long... numbers) {
    TreeMap<Long, RunRecord> runs = new TreeMap<>();
    for (long run : numbers) {
      runs.put(run, new RunRecord(run, List.of(), new @Nullable RunValue[0]));
    }
    view = belief.judge(view, new RunTable(List.of(), runs));
  }

  private Iterable<Long> runs() {
    return view.known().orElseThrow().runs().keySet();
  }
}
