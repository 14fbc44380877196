package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lines of a log that are shown to people.
class LogExcerptTest {
  @TempDir private Path folder;

  @Test
  void showsTheFirstLinesOfALogWithoutTrouble() throws IOException {
    assertThat(excerpt("\n a\n\n b\nc\nd\ne\nf\n".getBytes(UTF_8)))
        .containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void showsTheFirstTroubleAndWhatFollows() throws IOException {
    String log =
        "reading\n".repeat(50) + "Traceback (most recent call last):\n  File x\nKeyError: 'm'\n";

    assertThat(excerpt(log.getBytes(UTF_8)))
        .containsExactly("Traceback (most recent call last):", "File x", "KeyError: 'm'");
  }

  @Test
  void findsTroubleAtTheEndOfALongLog() throws IOException {
    String log = "all is well\n".repeat(100_000) + "fatal: no space\n";

    assertThat(excerpt(log.getBytes(UTF_8))).containsExactly("fatal: no space");
  }

  @Test
  void marksWhereLinesWereLeftOut() throws IOException {
    assertThat(marked("a\nb\n")).containsExactly("a", "b");
    assertThat(marked("a\nb\nc\nd\ne\nf\n")).containsExactly("a", "b", "c", "d", "e", "...");
    assertThat(marked("reading\nerror: x\nbye\n")).containsExactly("...", "error: x", "bye");
  }

  private List<String> marked(String log) throws IOException {
    return LogExcerpt.marked(Files.writeString(folder.resolve("log"), log));
  }

  @Test
  void takesEscapesAndControlsAndWhatTurnsTextAround() {
    String line = "\u001b[31mred\u001b[0m \u001b]0;title\u0007a\u0000b\u202ec";

    assertThat(LogExcerpt.clean(line)).isEqualTo("red a\ufffdb\ufffdc");
  }

  @Test
  void saysThatALineIsNotText() throws IOException {
    byte[] log = {'o', 'k', '\n', 0, 1, 2, (byte) 0xff, (byte) 0xfe, 7, 'x', '\n'};

    assertThat(excerpt(log)).containsExactly("ok", "(a line that is not text)");
  }

  @Test
  void cutsLongLines() {
    assertThat(LogExcerpt.clean("x".repeat(5000))).hasSize(200);
  }

  private List<String> excerpt(byte[] log) throws IOException {
    return LogExcerpt.of(Files.write(folder.resolve("log"), log));
  }
}
