package dev.trainyard.job;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// The standard input of one wagon that reads a stream: a pipe that a [StreamPass] fills as fast as
/// the slowest reader of the pass takes it.
final class Tap {
  private final int headerLines;
  private final double crowd;
  private final int readEnd;
  private final int writeEnd;
  private boolean handedOver;
  private int from;
  private int to;
  private volatile boolean over;
  private volatile boolean complete;
  private volatile boolean broken;
  private long waited;
  private long waitingSince;

  /// @param headerLines leading lines that it gets of the first file only
  /// @param crowd how many times more cores the readers of the pass want than there are
  Tap(int headerLines, double crowd) throws IOException {
    this.headerLines = headerLines;
    this.crowd = crowd;
    Posix.Pipe pipe = Posix.pipeForMuch();
    this.readEnd = pipe.readEnd();
    this.writeEnd = pipe.writeEnd();
  }

  int headerLines() {
    return headerLines;
  }

  /// How many times longer its wagon may take, because all of the pass run at once.
  double crowd() {
    return crowd;
  }

  /// What the wagon's process gets as standard input.
  int readEnd() {
    return readEnd;
  }

  /// The wagon has the other end now, or never will.
  synchronized void handOver() {
    if (!handedOver) {
      handedOver = true;
      Posix.close(readEnd);
    }
  }

  /// The wagon has ended: nothing more is written for it.
  void leave() {
    over = true;
    handOver();
  }

  /// How long it had nothing to read because other wagons had not read yet.
  synchronized Duration waited() {
    long now = waitingSince == 0 ? 0 : System.nanoTime() - waitingSince;
    return Duration.ofNanos(waited + now);
  }

  /// Whether the input breaks off, through no fault of any wagon.
  boolean isBroken() {
    return broken;
  }

  /// Whether everything was written.
  boolean isComplete() {
    return complete;
  }

  boolean isOver() {
    return over;
  }

  int descriptor() {
    return writeEnd;
  }

  /// Gives it the bytes from here to there of what is written next.
  void offer(int start, int end) {
    from = start;
    to = end;
    serve();
  }

  /// Writes what the pipe takes now.
  void write(MemorySegment bytes) {
    while (!over && from < to) {
      int count = Posix.write(writeEnd, bytes.asSlice(from, to - from));
      if (count <= 0) {
        over |= Posix.hasNoReader(writeEnd);
        break;
      }
      from += count;
    }
    serve();
  }

  private synchronized void serve() {
    if (from == to && waitingSince == 0) {
      waitingSince = System.nanoTime();
    }
  }

  boolean isServed() {
    return over || from == to;
  }

  /// All others are served too.
  synchronized void resume() {
    if (waitingSince != 0) {
      waited += System.nanoTime() - waitingSince;
      waitingSince = 0;
    }
  }

  /// Gives it up before anything ran.
  void close() {
    handOver();
    Posix.close(writeEnd);
  }

  /// Ends the input well.
  void end() {
    complete = !over;
    Posix.close(writeEnd);
  }

  /// Ends it as no wagon should go on with.
  void breakOff() {
    broken = true;
    Posix.close(writeEnd);
  }
}
