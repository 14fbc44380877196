package dev.trainyard.job;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.trainyard.job.InputStager.Staged;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.work.ExitCause;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Reads the inputs of a job once, in their order, decompresses them, and feeds them to several
/// wagons. The slowest reader sets the pace; one that ends, or closes its input, is left out from
/// then on.
///
/// Header lines are cut off for those who want them once, and must be equal in all files; for them
/// a file that does not end its last line gets that end, or two lines would become one.
final class StreamPass {
  private static final int CHUNK_BYTES = 1 << 17;
  private static final int MOST_HEADER_BYTES = 1 << 20;
  private static final Duration LOOK = Duration.ofMillis(100);

  /// What a file may become: more than any honest file, and an end for those made to fill disks.
  private static final long EXPANDS_TO = ByteSize.parse("1Gi").bytes();

  private static final long EXPANDS_BY = 1000;

  private final List<Staged> inputs;
  private final List<Tap> taps;
  private final int headerLines;
  private final List<Checksum> checksums = new ArrayList<>();
  private final Thread thread;
  private byte @Nullable [] header;
  private @Nullable JobFailure failure;

  private StreamPass(List<Staged> inputs, Collection<Tap> taps) {
    this.inputs = inputs;
    this.taps = List.copyOf(taps);
    this.headerLines = taps.stream().mapToInt(Tap::headerLines).max().orElse(0);
    this.thread = Thread.ofPlatform().daemon().name("stream").unstarted(this::run);
  }

  /// Starts to feed.
  static StreamPass start(List<Staged> inputs, Collection<Tap> taps) {
    StreamPass pass = new StreamPass(inputs, taps);
    pass.thread.start();
    return pass;
  }

  /// Waits for its end and returns the checksums of the files that were read to their ends, the
  /// first ones.
  ///
  /// @throws JobFailure if an input could not be read or is damaged
  List<Checksum> checksums() throws JobFailure {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("a job is cancelled by its cancellation only", e);
    }
    if (failure != null) {
      throw failure;
    }
    return List.copyOf(checksums);
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(MOST_HEADER_BYTES + CHUNK_BYTES);
      for (Staged input : inputs) {
        if (!hasReaders()) {
          break;
        }
        feed(input, buffer);
      }
    } catch (JobFailure e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      // Whatever it was, the wagons have not seen all of the input.
      failure = new JobFailure(ExitCause.STAGING_FAILED, "the inputs could not be read: " + e);
    } finally {
      taps.forEach(failure == null ? Tap::end : Tap::breakOff);
    }
  }

  private boolean hasReaders() {
    return taps.stream().anyMatch(tap -> !tap.isOver());
  }

  private void feed(Staged input, MemorySegment buffer) throws JobFailure {
    try (Checksum.Counting raw = Checksum.counting(input.path());
        InputStream in =
            new BufferedInputStream(Decompression.open(raw, input.input().location()))) {
      feed(input, in, buffer);
      if (hasReaders()) {
        checksums.add(raw.checksum());
      }
    } catch (CorruptInputException e) {
      throw bad(input, e.getMessage() + "; mend the file or take it out of the dataset");
    } catch (IOException e) {
      throw InputStager.unreadable(input.input().location(), e);
    }
  }

  private void feed(Staged input, InputStream in, MemorySegment buffer)
      throws IOException, JobFailure {
    byte[] chunk = new byte[CHUNK_BYTES];
    long most = EXPANDS_TO + EXPANDS_BY * input.input().size();
    long size = feedHeader(input, in, buffer);
    byte last = '\n';
    for (int count = in.read(chunk); count >= 0 && hasReaders(); count = in.read(chunk)) {
      size += count;
      if (size > most) {
        throw bad(input, "decompresses to more than a thousand times its size; give it as it is");
      }
      MemorySegment.copy(MemorySegment.ofArray(chunk), 0, buffer, 0, count);
      send(buffer, count, tap -> 0);
      last = count > 0 ? chunk[count - 1] : last;
    }
    if (last != '\n') {
      buffer.set(JAVA_BYTE, 0, (byte) '\n');
      send(buffer, 1, tap -> tap.headerLines() > 0 ? 0 : 1);
    }
  }

  /// Passes on the header lines of the first file, and looks at those of the others. A file without
  /// any content has none.
  private long feedHeader(Staged input, InputStream in, MemorySegment buffer)
      throws IOException, JobFailure {
    byte[] own = lines(input, in);
    if (own.length == 0) {
      return 0;
    }
    MemorySegment.copy(MemorySegment.ofArray(own), 0, buffer, 0, own.length);
    if (header == null) {
      header = own;
      send(buffer, own.length, tap -> 0);
    } else if (Arrays.equals(header, own)) {
      send(buffer, own.length, tap -> endOfLine(own, tap.headerLines()));
    } else {
      throw bad(input, "has other header lines than the files before it");
    }
    return own.length;
  }

  /// As many lines as the one has that wants most header lines.
  private byte[] lines(Staged input, InputStream in) throws IOException, JobFailure {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < headerLines) {
      int octet = in.read();
      if (octet < 0 && lines.size() == 0) {
        break;
      } else if (octet < 0 || lines.size() == MOST_HEADER_BYTES) {
        throw bad(input, "has not the " + headerLines + " header lines of inputHeaderLines");
      }
      lines.write(octet);
      ends += octet == '\n' ? 1 : 0;
    }
    return lines.toByteArray();
  }

  private static int endOfLine(byte[] text, int number) {
    int at = 0;
    for (int lines = 0; lines < number; at++) {
      lines += text[at] == '\n' ? 1 : 0;
    }
    return at;
  }

  /// Writes bytes to all, each from where it wants them, and waits until all have them.
  private void send(MemorySegment buffer, int length, ToIntFunction<Tap> start) {
    taps.forEach(tap -> tap.offer(start.applyAsInt(tap), length));
    taps.forEach(tap -> tap.write(buffer));
    List<Tap> open = open();
    while (!open.isEmpty()) {
      Posix.awaitWritable(open.stream().mapToInt(Tap::descriptor).toArray(), LOOK);
      open.forEach(tap -> tap.write(buffer));
      open = open();
    }
    taps.forEach(Tap::resume);
  }

  private List<Tap> open() {
    return taps.stream().filter(tap -> !tap.isServed()).toList();
  }

  private static JobFailure bad(Staged input, String what) {
    return new JobFailure(ExitCause.INPUT_BAD, "input " + input.input().location() + " " + what);
  }
}
