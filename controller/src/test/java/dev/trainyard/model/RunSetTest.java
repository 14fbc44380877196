package dev.trainyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunSetTest {
  @Test
  void writesNeighboursAsRangesALinePerThousand() {
    RunSet runs = RunSet.of(List.of(999L, 1000L, 5L, 6L, 7L, 12L));

    assertThat(runs.runs()).containsExactly("5-7 12 999", "1000");
    assertThat(runs.numbers()).containsExactly(5L, 6L, 7L, 12L, 999L, 1000L);
    assertThat(runs.size()).isEqualTo(6);
  }

  /// As many as a source may hold.
  @Test
  void holdsTwoMillionRuns() {
    RunSet runs = RunSet.of(LongStream.range(0, 2_000_000).boxed().collect(Collectors.toList()));

    assertThat(runs.size()).isEqualTo(2_000_000);
    assertThat(runs.numbers()).hasSize(2_000_000);
  }

  @Test
  void countsRangesOfAnyLengthWithoutWritingThemOut() {
    RunSet runs = new RunSet(List.of("1-900000000000", "7"));

    assertThat(runs.size()).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(runs::numbers).isInstanceOf(IllegalArgumentException.class);
  }
}
