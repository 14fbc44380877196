package dev.trainyard.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A program run as a whole: wall time, CPU time with its children, and its greatest resident
/// memory.
record Program(List<String> words, Path folder, Map<String, String> environment, int expected) {
  private static final int RUSAGE_CHILDREN = -1;
  private static final int RUSAGE_BYTES = 144;
  private static final int SAMPLE_MILLIS = 5;

  @SuppressWarnings("restricted") // the JDK does not offer it
  private static final MethodHandle GETRUSAGE =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("getrusage"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

  Program {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /// A program that ends with exit code 0.
  static Program of(Path folder, String... words) {
    return new Program(List.of(words), folder, Map.of(), 0);
  }

  static Program of(Path folder, List<String> words) {
    return new Program(words, folder, Map.of(), 0);
  }

  /// The same, which is expected to end with this code.
  Program ending(int code) {
    return new Program(words, folder, environment, code);
  }

  Program with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Program(words, folder, more, expected);
  }

  /// Where a program is, if it is on the `PATH`.
  static Optional<Path> find(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Runs it once.
  Figures run() throws IOException, InterruptedException {
    Path log = Files.createTempFile("trainyard-bench-", ".log");
    try {
      double cpuBefore = childrenCpuMillis();
      long start = System.nanoTime();
      Process process = start(log);
      double memory = 0;
      while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
        memory = Math.max(memory, residentMebibytes(process.pid()));
      }
      double wall = (System.nanoTime() - start) / 1e6;
      if (process.exitValue() != expected) {
        throw new IOException(words + " ended with " + process.exitValue() + ":\n" + tail(log));
      }
      Figures figures =
          Figures.of(Quantity.WALL, wall).and(Quantity.CPU, childrenCpuMillis() - cpuBefore);
      return memory > 0 ? figures.and(Quantity.MEMORY, memory) : figures;
    } finally {
      Files.delete(log);
    }
  }

  private Process start(Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /// The end of a log.
  static String tail(Path log) throws IOException {
    String text = Files.readString(log);
    return text.substring(Math.max(0, text.length() - 2000));
  }

  /// The most that a running program has had in memory.
  static double residentMebibytes(long pid) {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException _) {
      return 0; // it has just ended
    }
  }

  /// CPU time of every process that this one has started and that has ended.
  private static double childrenCpuMillis() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment usage = arena.allocate(RUSAGE_BYTES, Long.BYTES);
      int error = (int) GETRUSAGE.invoke(RUSAGE_CHILDREN, usage);
      if (error != 0) {
        throw new IllegalStateException("getrusage failed");
      }
      double seconds = usage.getAtIndex(JAVA_LONG, 0) + usage.getAtIndex(JAVA_LONG, 2);
      double micros = usage.getAtIndex(JAVA_LONG, 1) + usage.getAtIndex(JAVA_LONG, 3);
      return seconds * 1e3 + micros / 1e3;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
