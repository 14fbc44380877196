package dev.trainyard.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT0.004S, < 0.01 s",
    "PT0.42S, 0.42 s",
    "PT12.39S, 12.3 s",
    "PT59.99S, 59.9 s",
    "PT4M5S, 4 min 5 s",
    "PT1H12M59S, 1 h 12 min",
    "PT76H, 3 d 4 h",
    "P20000D, 20\u202f000 d",
  })
  void durationHasTwoUnitsAtMost(Duration duration, String text) {
    assertThat(Figures.duration(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S, –",
    "0, PT0.05S, too short",
    "1048576, PT0.05S, 1.00 MiB",
  })
  void memoryThatNobodyCouldSeeIsNoMissingFigure(long bytes, Duration ran, String text) {
    assertThat(Figures.memory(bytes, ran)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 5, 0 %",
    "1, 100000, < 0.1 %",
    "1, 3, 33.3 %",
    "99999, 100000, 99.9 %",
    "5, 5, 100 %",
    "0, 0, –",
  })
  void percentIsHundredOnlyIfComplete(long part, long whole, String text) {
    assertThat(Figures.percent(part, whole)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1, 1 file", "9999, 9999 files", "1234567, 1\u202f234\u202f567 files"})
  void countGroupsFromFiveDigitsOn(long number, String text) {
    assertThat(Figures.count(number, "file")).isEqualTo(text);
  }
}
