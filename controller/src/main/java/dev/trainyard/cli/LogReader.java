package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// Reads a log piece by piece, whatever it holds: lines may be endless and bytes no text.
final class LogReader {
  private static final int PIECE = 1 << 16;
  private static final int LONGEST_LINE = 1 << 14;
  private static final long TAIL = 1 << 20;

  private Path file;
  private long position;
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();
  private boolean returned;

  LogReader(Path file) {
    this.file = file;
  }

  /// Goes on in the same log, which may have moved.
  LogReader in(Path place) {
    file = place;
    return this;
  }

  /// Passes over what is there now.
  void skip() throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      position = channel.size();
    }
  }

  /// The last lines; of a long log only the end is looked at.
  List<String> tail(int most) throws IOException {
    Deque<String> lines = new ArrayDeque<>();
    try (FileChannel channel = FileChannel.open(file)) {
      position = Math.max(0, channel.size() - TAIL);
    }
    boolean cut = position > 0;
    List<String> read = new ArrayList<>();
    forEachNew(read::add);
    finish().forEach(read::add);
    for (String line : cut && read.size() > 1 ? read.subList(1, read.size()) : read) {
      lines.addLast(line);
      if (lines.size() > most) {
        lines.removeFirst();
      }
    }
    return List.copyOf(lines);
  }

  /// Every whole line that was not read before.
  void forEachNew(Consumer<String> line) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      channel.position(position);
      InputStream in = Channels.newInputStream(channel);
      byte[] piece = new byte[PIECE];
      for (int count = in.read(piece); count > 0; count = in.read(piece)) {
        position += count;
        split(piece, count, line);
      }
    }
  }

  /// The line that has no end yet, if any.
  List<String> finish() {
    return open.size() == 0 ? List.of() : List.of(take());
  }

  /// Lines end with a line feed, a carriage return or both, so that of a progress bar nothing hides
  /// behind what was printed over it.
  private void split(byte[] piece, int count, Consumer<String> line) {
    for (int i = 0; i < count; i++) {
      byte b = piece[i];
      boolean second = returned && b == '\n';
      returned = b == '\r';
      if (second) {
        continue;
      }
      if (b == '\n' || b == '\r') {
        line.accept(take());
        continue;
      }
      if (open.size() >= LONGEST_LINE && !isInsideCharacter(b)) {
        line.accept(take());
      }
      open.write(b);
    }
  }

  private static boolean isInsideCharacter(byte b) {
    return (b & 0xC0) == 0x80;
  }

  private String take() {
    String text = open.toString(UTF_8);
    open.reset();
    return text;
  }
}
