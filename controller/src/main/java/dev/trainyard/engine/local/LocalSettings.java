package dev.trainyard.engine.local;

import dev.trainyard.model.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What an operator sets for a local engine.
///
/// @param ledger the folder of its accounts, on a local disk; created if missing
/// @param slots cores that tasks may have together
/// @param memory that tasks may have together
/// @param environment all variables that a task gets, besides [#MARKER]
/// @param logSize a task's log is cut when it grows over this
/// @param retention how long a submission is kept after its last task was over
public record LocalSettings(
    Path ledger,
    int slots,
    ByteSize memory,
    Map<String, String> environment,
    ByteSize logSize,
    Duration retention) {
  /// The variable by which a task's processes are found wherever they went.
  public static final String MARKER = "TRAINYARD_TASK";

  /// The least that programs expect.
  public static final Map<String, String> MINIMAL_ENVIRONMENT =
      Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LC_ALL", "C.UTF-8", "TZ", "UTC");

  private static final ByteSize LOG_SIZE = new ByteSize(16L << 20);
  private static final Duration RETENTION = Duration.ofDays(28);

  public LocalSettings {
    environment = Map.copyOf(environment);
  }

  /// With a minimal environment, 16 MiB of log per task, and submissions kept for 28 days.
  public static LocalSettings of(Path ledger, int slots, ByteSize memory) {
    return new LocalSettings(ledger, slots, memory, MINIMAL_ENVIRONMENT, LOG_SIZE, RETENTION);
  }
}
