package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

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
  private final StringBuilder open = new StringBuilder();

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
        split(new String(piece, 0, count, UTF_8), line);
      }
    }
  }

  /// The line that has no end yet, if any.
  List<String> finish() {
    String rest = open.toString();
    open.setLength(0);
    return rest.isEmpty() ? List.of() : List.of(rest);
  }

  private void split(String text, Consumer<String> line) {
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      line.accept(open.append(text, start, end).toString());
      open.setLength(0);
      start = end + 1;
    }
    open.append(text, start, text.length());
    if (open.length() > LONGEST_LINE) {
      finish().forEach(line);
    }
  }
}
