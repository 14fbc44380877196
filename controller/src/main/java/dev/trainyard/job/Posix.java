package dev.trainyard.job;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;

/// Processes as the kernel knows them: waited for without being forgotten, signalled, adopted.
final class Posix {
  static final int SIGKILL = 9;
  static final int SIGSTOP = 19;

  private static final int P_PID = 1;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x0100_0000;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int PIDFD_OPEN = 434;
  private static final int O_CLOEXEC = 0x80000;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;
  private static final short POLLERR = 8;
  private static final int F_SETFL = 4;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int O_NONBLOCK = 0x800;
  private static final int MUCH = 1 << 20;
  private static final int SIGINFO_BYTES = 128;
  private static final int RUSAGE_BYTES = 256;
  private static final int POLLFD_BYTES = 8;

  private Posix() {}

  /// How a process ended, with the CPU time of it and of every child that it waited for.
  ///
  /// @param signal the signal that killed it, or 0
  record Ended(int exitCode, int signal, Duration cpu) {}

  /// A pipe: what is written to one end is read from the other. Closed in children by itself.
  record Pipe(int readEnd, int writeEnd) {}

  /// From now on every orphaned descendant of this process becomes its child, and not that of
  /// process 1.
  static void adoptOrphans() {
    Native.call(Native.PRCTL, PR_SET_CHILD_SUBREAPER, 1L);
  }

  /// Whether a child has ended; it stays a zombie, so that its number is not used again.
  static boolean hasEnded(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIGINFO_BYTES, Long.BYTES);
      int failed = Native.call(Native.WAITID, P_PID, pid, info, WEXITED | WNOHANG | WNOWAIT);
      int signal = info.get(JAVA_INT, 0);
      return failed != 0 || signal != 0;
    }
  }

  /// Takes an ended child off the kernel's list; empty if it has not ended, or is no child.
  static Optional<Ended> reap(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment usage = arena.allocate(RUSAGE_BYTES, Long.BYTES);
      if (Native.call(Native.WAIT4, pid, status, WNOHANG, usage) != pid) {
        return Optional.empty();
      }
      int word = status.get(JAVA_INT, 0);
      int signal = word & 0x7f;
      return Optional.of(new Ended(signal == 0 ? (word >> 8) & 0xff : -1, signal, cpu(usage)));
    }
  }

  private static Duration cpu(MemorySegment usage) {
    long seconds = usage.getAtIndex(JAVA_LONG, 0) + usage.getAtIndex(JAVA_LONG, 2);
    long micros = usage.getAtIndex(JAVA_LONG, 1) + usage.getAtIndex(JAVA_LONG, 3);
    return Duration.ofSeconds(seconds).plusNanos(micros * 1000);
  }

  /// Sends a signal; a process that is gone is no error.
  static void signal(int pid, int signal) {
    if (pid <= 1) {
      throw new IllegalArgumentException("not a process to be signalled: " + pid);
    }
    Native.call(Native.KILL, pid, signal);
  }

  static Pipe pipe() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      if (Native.call(Native.PIPE2, ends, O_CLOEXEC) != 0) {
        throw new IOException("no more pipes: too many open files");
      }
      return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
    }
  }

  /// A pipe that holds much, where the kernel allows it, and whose writer is never kept waiting:
  /// see [#write(int, MemorySegment)].
  static Pipe pipeForMuch() throws IOException {
    Pipe pipe = pipe();
    Native.call(Native.FCNTL, pipe.writeEnd(), F_SETFL, O_NONBLOCK);
    Native.call(Native.FCNTL, pipe.writeEnd(), F_SETPIPE_SZ, MUCH);
    return pipe;
  }

  static void close(int descriptor) {
    Native.call(Native.CLOSE, descriptor);
  }

  /// A descriptor that becomes readable when the process ends; empty on kernels before 5.3.
  static Optional<Integer> descriptorOf(int pid) {
    long descriptor = Native.callLong(Native.SYSCALL, (long) PIDFD_OPEN, (long) pid, 0L);
    return descriptor < 0 ? Optional.empty() : Optional.of((int) descriptor);
  }

  /// Waits until one of the descriptors can be read, at most so long; -1 stands for none.
  static void await(int first, int second, Duration atMost) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment polled = arena.allocate(2L * POLLFD_BYTES, Long.BYTES);
      polled.set(JAVA_INT, 0, first);
      polled.set(JAVA_SHORT, 4, POLLIN);
      polled.set(JAVA_INT, POLLFD_BYTES, second);
      polled.set(JAVA_SHORT, POLLFD_BYTES + 4, POLLIN);
      int millis = (int) Math.max(0, Math.min(Integer.MAX_VALUE, atMost.toMillis() + 1));
      Native.call(Native.POLL, polled, 2L, millis);
    }
  }

  /// Whether a read would not block: there are bytes, or the other end is closed.
  static boolean isReadable(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment polled = arena.allocate(POLLFD_BYTES, Long.BYTES);
      polled.set(JAVA_INT, 0, descriptor);
      polled.set(JAVA_SHORT, 4, POLLIN);
      return Native.call(Native.POLL, polled, 1L, 0) > 0;
    }
  }

  /// Waits until one of these pipes can be written, or has lost its reader, at most so long.
  static void awaitWritable(int[] descriptors, Duration atMost) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment polled = arena.allocate((long) descriptors.length * POLLFD_BYTES, Long.BYTES);
      for (int i = 0; i < descriptors.length; i++) {
        polled.set(JAVA_INT, (long) i * POLLFD_BYTES, descriptors[i]);
        polled.set(JAVA_SHORT, (long) i * POLLFD_BYTES + 4, POLLOUT);
      }
      Native.call(Native.POLL, polled, (long) descriptors.length, (int) atMost.toMillis());
    }
  }

  /// Whether nobody has the other end of this pipe open any more.
  static boolean hasNoReader(int writeEnd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment polled = arena.allocate(POLLFD_BYTES, Long.BYTES);
      polled.set(JAVA_INT, 0, writeEnd);
      polled.set(JAVA_SHORT, 4, POLLOUT);
      Native.call(Native.POLL, polled, 1L, 0);
      return (polled.get(JAVA_SHORT, 6) & POLLERR) != 0;
    }
  }

  /// Writes as much of the bytes as there is room for; negative if there is none, or no reader.
  static int write(int descriptor, MemorySegment bytes) {
    return (int) Native.callLong(Native.WRITE, descriptor, bytes, bytes.byteSize());
  }

  /// Whether this process is the machine's root, for whom some limits do not hold.
  static boolean isRoot() {
    return Native.call(Native.USER) == 0;
  }

  /// Bytes of a page of memory.
  static int pageSize() {
    return Native.call(Native.PAGE_SIZE);
  }

  /// Reads into the buffer; 0 at the end, negative on an error.
  static int read(int descriptor, MemorySegment buffer) {
    return (int) Native.callLong(Native.READ, descriptor, buffer, buffer.byteSize());
  }

  /// Writes a short text at once.
  static void write(int descriptor, String text) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(text);
      Native.callLong(Native.WRITE, descriptor, bytes, bytes.byteSize() - 1);
    }
  }
}
