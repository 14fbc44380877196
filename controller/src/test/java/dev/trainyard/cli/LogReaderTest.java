package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void endsLinesAtLineFeedsAndCarriageReturns() throws IOException {
    LogReader reader = reader("one\r\ntwo\rthree\n\nfour");

    assertThat(reader.tail(10)).containsExactly("one", "two", "three", "", "four");
  }

  @Test
  void keepsTheLastLines() throws IOException {
    LogReader reader = reader("a\nb\nc\n");

    assertThat(reader.tail(2)).containsExactly("b", "c");
  }

  @Test
  void keepsCharactersWholeAcrossPiecesAndInEndlessLines() throws IOException {
    String endless = "\u20ac".repeat(100_000);
    LogReader reader = reader(endless);

    assertThat(String.join("", reader.tail(Integer.MAX_VALUE))).isEqualTo(endless);
  }

  @Test
  void tellsOnlyWhatIsNew() throws IOException {
    LogReader reader = reader("old\nhalf");
    List<String> lines = new ArrayList<>();

    reader.forEachNew(lines::add);
    Files.writeString(folder.resolve("log"), " a line\n", StandardOpenOption.APPEND);
    reader.forEachNew(lines::add);

    assertThat(lines).containsExactly("old", "half a line");
  }

  @Test
  void takesBytesThatAreNoText() throws IOException {
    Files.write(folder.resolve("log"), new byte[] {(byte) 0xff, 0, '\n'});

    assertThat(new LogReader(folder.resolve("log")).tail(5)).containsExactly("\ufffd\u0000");
  }

  private LogReader reader(String text) throws IOException {
    return new LogReader(Files.writeString(folder.resolve("log"), text, UTF_8));
  }
}
