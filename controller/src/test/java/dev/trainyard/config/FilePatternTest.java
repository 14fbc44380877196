package dev.trainyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilePatternTest {
  @ParameterizedTest
  @CsvSource({
    "file:x/*.csv, file:x/*.csv",
    "file:x/a*.csv, file:x/*b.csv",
    "file:x/*.csv, file:*/1.csv",
    "file:x/1.csv, file:./x//1.csv",
    "file:x/1.csv, file:///data/x/1.csv",
    "file:/data/1.csv, file:///data/./1.csv",
    "file:x/?.csv, file:x/1*",
    "file:run{run}.csv, file:run1.csv",
    "https://a.example/1, http://A.example/1",
    "https://a.example:443/1, https://a.example/1",
    "https://a.example/%61, https://a.example/b",
    "s3://Bucket/a, s3://bucket/a"
  })
  void mayBeOfOneFile(String one, String other) {
    assertThat(FilePattern.mayMeet(one, other)).isTrue();
    assertThat(FilePattern.mayMeet(other, one)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "file:x/*.csv, file:y/*.csv",
    "file:x/*.csv, file:x/*.txt",
    "file:x/*.csv, file:x/y/1.csv",
    "file:x/?.csv, file:x/12.csv",
    "file:/a/1.csv, file:///b/1.csv",
    "file:x/1.csv, s3://x/1.csv",
    "s3://a/x, s3://b/x",
    "https://a.example/1, https://b.example/1"
  })
  void cannotBeOfOneFile(String one, String other) {
    assertThat(FilePattern.mayMeet(one, other)).isFalse();
    assertThat(FilePattern.mayMeet(other, one)).isFalse();
  }

  @Test
  void tellsRunsApartOnlyWithoutOtherWildcardsBesideThem() {
    assertThat(FilePattern.tellsRuns("file:{run}/*.csv")).isTrue();
    assertThat(FilePattern.tellsRuns("file:x/run{run}.csv")).isTrue();
    assertThat(FilePattern.tellsRuns("file:x/run{run}*.csv")).isFalse();
    assertThat(FilePattern.tellsRuns("file:x/?{run}.csv")).isFalse();
    assertThat(FilePattern.tellsRuns("file:x/*.csv")).isFalse();
  }
}
