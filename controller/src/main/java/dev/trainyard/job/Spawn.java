package dev.trainyard.job;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One program to be started with nothing of ours but what is said here: a session of its own,
/// default signals, exactly this environment, no descriptors but the three standard ones.
///
/// @param input descriptor for standard input, or -1 for `/dev/null`
/// @param output descriptor for standard output, or -1
/// @param errors descriptor for standard error, or -1
record Spawn(
    List<String> words,
    Map<String, String> environment,
    Path folder,
    int input,
    int output,
    int errors) {
  private static final short SET_SIGNAL_MASK = 0x08;
  private static final short SET_SIGNAL_DEFAULTS = 0x04;
  private static final short SET_SESSION = 0x80;

  /// Generous: the opaque structures of glibc and musl have at most 336 bytes.
  private static final int OPAQUE_BYTES = 1024;

  private static final int FIRST_OTHER_DESCRIPTOR = 3;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final int O_RDWR = 2;

  Spawn {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /// Starts it and returns its process number, which is also its session and its process group.
  ///
  /// @throws IOException if the kernel refuses; the message is for people
  int start() throws IOException {
    if (Native.ACTIONS_CLOSE_FROM.isEmpty()) {
      markDescriptors();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = arena.allocate(OPAQUE_BYTES, Long.BYTES);
      MemorySegment attributes = arena.allocate(OPAQUE_BYTES, Long.BYTES);
      Native.call(Native.ACTIONS_INIT, actions);
      Native.call(Native.ATTR_INIT, attributes);
      try {
        fill(arena, actions);
        fillAttributes(arena, attributes);
        return start(arena, actions, attributes);
      } finally {
        Native.call(Native.ACTIONS_DESTROY, actions);
        Native.call(Native.ATTR_DESTROY, attributes);
      }
    }
  }

  private int start(Arena arena, MemorySegment actions, MemorySegment attributes)
      throws IOException {
    MemorySegment pid = arena.allocate(JAVA_INT);
    List<String> variables =
        new TreeMap<>(environment)
            .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    int error =
        Native.call(
            Native.POSIX_SPAWN,
            pid,
            arena.allocateFrom(words.getFirst()),
            actions,
            attributes,
            Native.texts(arena, words),
            Native.texts(arena, variables));
    if (error != 0) {
      throw new IOException("cannot start " + words.getFirst() + ": error " + error);
    }
    return pid.get(JAVA_INT, 0);
  }

  private void fill(Arena arena, MemorySegment actions) {
    MemorySegment nothing = arena.allocateFrom("/dev/null");
    int[] descriptors = {input, output, errors};
    for (int standard = 0; standard < descriptors.length; standard++) {
      if (descriptors[standard] < 0) {
        Native.call(Native.ACTIONS_OPEN, actions, standard, nothing, O_RDWR, 0);
      } else {
        Native.call(Native.ACTIONS_DUP2, actions, descriptors[standard], standard);
      }
    }
    Native.call(Native.ACTIONS_CHDIR, actions, arena.allocateFrom(folder.toString()));
    Native.ACTIONS_CLOSE_FROM.ifPresent(
        closeFrom -> Native.call(closeFrom, actions, FIRST_OTHER_DESCRIPTOR));
  }

  private static void fillAttributes(Arena arena, MemorySegment attributes) {
    MemorySegment signals = arena.allocate(OPAQUE_BYTES, Long.BYTES);
    Native.call(Native.SIGNALS_ALL, signals);
    Native.call(Native.ATTR_SET_DEFAULTS, attributes, signals);
    Native.call(Native.SIGNALS_NONE, signals);
    Native.call(Native.ATTR_SET_MASK, attributes, signals);
    short flags = SET_SESSION | SET_SIGNAL_DEFAULTS | SET_SIGNAL_MASK;
    Native.call(Native.ATTR_SET_FLAGS, attributes, flags);
  }

  private static void markDescriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      open.map(path -> Integer.parseInt(path.getFileName().toString()))
          .filter(descriptor -> descriptor >= FIRST_OTHER_DESCRIPTOR)
          .forEach(d -> Native.call(Native.FCNTL, d, F_SETFD, FD_CLOEXEC));
    }
  }
}
