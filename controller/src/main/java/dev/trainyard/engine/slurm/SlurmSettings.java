package dev.trainyard.engine.slurm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an operator sets for an engine on Slurm.
///
/// @param folder of its accounts, at the same path here and on every node; created if missing
/// @param memo a file of the controller's own that remembers which folder it works with, so that
///   one that is not mounted is not taken for it
/// @param commands the folder of `sbatch` and the others; null: found along the path
/// @param environment all variables that commands and tasks get, besides Slurm's own
public record SlurmSettings(
    Path folder,
    Path memo,
    @Nullable Path commands,
    Map<String, String> environment,
    Requests requests,
    Times times) {

  public SlurmSettings {
    environment = Map.copyOf(environment);
  }

  /// What arrays ask for besides what their tasks need.
  ///
  /// @param options words for `sbatch`, such as `--partition=long`
  /// @param arraySize most tasks of one array; Slurm's own limit counts too
  /// @param throttle most tasks of one submission that run at a time; 0: as many as there is room
  /// @param nice of tasks with priority 0; what has a higher priority is less nice, but only
  ///   Slurm's operators may go below 0
  public record Requests(List<String> options, int arraySize, int throttle, int nice) {
    public Requests {
      options = List.copyOf(options);
    }
  }

  /// How long is waited for what.
  ///
  /// @param poll between two looks at the queue while tasks are under way
  /// @param command until a command that does not end is killed
  /// @param grace until a task that Slurm does not know, and that left no result, is lost: the
  ///   nodes' files may come to sight late
  /// @param retention a submission is kept so long after its last task was over
  public record Times(Duration poll, Duration command, Duration grace, Duration retention) {
    public static final Duration RETENTION = Duration.ofDays(28);
  }
}
