package dev.trainyard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/// What the figures were measured on.
final class Machine {
  private Machine() {}

  static String describe() throws IOException {
    return "%s, %d cores, %s of memory, Java %s, %s"
        .formatted(
            field("/proc/cpuinfo", "model name"),
            Runtime.getRuntime().availableProcessors(),
            field("/proc/meminfo", "MemTotal").replaceAll("(\\d+)\\d{6} kB", "$1 GB"),
            Runtime.version(),
            LocalDate.now(ZoneOffset.UTC));
  }

  private static String field(String file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown " + name);
    }
  }
}
