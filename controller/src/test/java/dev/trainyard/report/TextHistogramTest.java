package dev.trainyard.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.report.TextHistogram.Bin;
import dev.trainyard.report.TextHistogram.Scale;
import dev.trainyard.report.TextHistogram.Style;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextHistogramTest {
  private static final List<Bin> BINS =
      List.of(new Bin("2.9", 3), new Bin("3", 40), new Bin("3.1", 0), new Bin("3.2", 7.25));

  @Test
  void drawsBarsInEighthsOfACell() {
    List<String> lines = new TextHistogram(Style.UNICODE, Scale.LINEAR).draw("J/psi", BINS, 21);

    assertThat(lines)
        .containsExactly("J/psi", "2.9 │▉ 3", "  3 │███████████ 40", "3.1 │ 0", "3.2 │██ 7.25");
  }

  @Test
  void drawsPlainAscii() {
    List<String> lines = new TextHistogram(Style.ASCII, Scale.LINEAR).draw("J/psi", BINS, 22);

    assertThat(lines)
        .containsExactly("J/psi", "2.9 |# 3", "  3 |############ 40", "3.1 | 0", "3.2 |## 7.25");
  }

  @Test
  void logarithmKeepsTheTailInSight() {
    List<Bin> bins = List.of(new Bin("a", 99), new Bin("b", 9), new Bin("c", Double.NaN));

    List<String> lines = new TextHistogram(Style.ASCII, Scale.LOGARITHMIC).draw("x", bins, 10);

    assertThat(lines)
        .containsExactly("x (logarithmic)", "a |########## 99", "b |##### 9", "c | NaN");
  }

  @Test
  void addsNeighbours() {
    assertThat(TextHistogram.coarser(BINS, 2))
        .containsExactly(new Bin("2.9", 43), new Bin("3.1", 7.25));
    assertThat(TextHistogram.coarser(List.of(), 2)).isEmpty();
  }

  @Test
  void readsColumnsOfCsv() {
    var columns = new CsvColumns("low", "count", Map.of("sign", "os"));

    List<Bin> bins = columns.read("sign,low,count\nos,2.9,3\nss,2.9,1\nos,3,40\n");

    assertThat(bins).containsExactly(new Bin("2.9", 3), new Bin("3", 40));
  }

  @Test
  void saysWhichColumnOrValueIsWrong() {
    var columns = new CsvColumns("low", "count", Map.of());

    assertThatThrownBy(() -> columns.read("low,n\n1,2\n")).hasMessageContaining("no column count");
    assertThatThrownBy(() -> columns.read("low,count\n1,x\n")).hasMessageContaining("x");
    assertThatThrownBy(() -> columns.read("low,count\n1\n")).hasMessageContaining("1 values for 2");
  }
}
