package dev.trainyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1000, 1000",
    "1k, 1000",
    "1Ki, 1024",
    "1.5Gi, 1610612736",
    "0.0001Ki, 1",
    "8191Pi, 9222246136947933184"
  })
  void readsASize(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1 Gi", "Gi", "1.Gi", "9999999999Pi", "1e3", "1gi", "0x10"})
  void refusesWhatIsNoSize(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 999, 1000, 1024, 1025, 1L << 20, 3L << 30, 5_000_000_000L, Long.MAX_VALUE})
  void writesASizeThatReadsBack(long bytes) {
    ByteSize size = new ByteSize(bytes);

    assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({"512, 512 B", "1500000, 1.43 MiB", "107374182400, 100 GiB", "11274289152, 10.5 GiB"})
  void showsASizeToPeople(long bytes, String text) {
    assertThat(new ByteSize(bytes).forPeople()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1500ms, PT1.5S",
    "90s, PT1M30S",
    "30m, PT30M",
    "4h, PT4H",
    "28d, PT672H",
    "0s, PT0S"
  })
  void readsADuration(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "90",
        "-1s",
        "1.5h",
        "1h30m",
        "1w",
        "10000000000m",
        "1000000000000000ms",
        "10000000000000s"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        999,
        1000,
        60_000,
        90_000,
        3_600_000,
        5_400_000,
        86_400_000,
        1_000_000_000,
        1_200_000_123,
        999_999_999_999_999L,
        999_999_999_999_000L,
      })
  void writesADurationThatReadsBack(long millis) {
    Duration duration = Duration.ofMillis(millis);

    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({"3400, 3.4 s", "4320000, 1 h 12 min", "90000, 1 min 30 s", "183600000, 2 d 3 h"})
  void showsADurationToPeople(long millis, String text) {
    assertThat(Durations.forPeople(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
