package dev.trainyard.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void alignsTextToTheLeftAndNumbersToTheRight() {
    TextTable table = new TextTable("name", "files>", "state");

    table.row("a", "10", "Running").row("longer", "9", "");

    assertThat(table.text())
        .isEqualTo(
            """
            name    files  state
            a          10  Running
            longer      9
            """);
  }

  @Test
  void isNothingWithoutRows() {
    assertThat(new TextTable("name").text()).isEmpty();
  }

  @Test
  void keepsColumnsWhateverIsInACell() {
    TextTable table = new TextTable("name", "x");

    table.row("a\u001b[31mred\nb", "1").row("日本", "2").row("y".repeat(500), "3");

    assertThat(table.text()).doesNotContain("\u001b").hasLineCount(4);
    assertThat(table.text().lines().map(TextTable::columns)).containsOnly(103);
  }

  @Test
  void paintsWithoutMovingColumns() {
    TextTable table = new TextTable("state", "x").row("Failed", "1").row("Succeeded", "2");

    String painted = table.text(cell -> cell.equals("Failed") ? "<" + cell + ">" : cell);

    assertThat(painted).contains("<Failed>     1\n", "Succeeded  2\n");
  }
}
