package dev.trainyard.model.work;

import dev.trainyard.model.InstanceName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What one execution of one job left behind: `result.json`.
///
/// @param submission the name of the submission that it belonged to
/// @param execution unique per execution, so that two copies of one task never share a folder
/// @param cause `SUCCEEDED` only if every wagon succeeded: a job counts for all its wagons or none
/// @param message one line for people, empty if it succeeded
/// @param inputs the files as they were read, in order
/// @param stagedBytes bytes brought to the job, each file once for all wagons
public record JobResult(
    String order,
    int index,
    String submission,
    String execution,
    ExitCause cause,
    String message,
    List<StagedInput> inputs,
    long stagedBytes,
    Duration staging,
    List<WagonResult> wagons,
    String host,
    Instant started,
    Instant finished) {
  public JobResult {
    inputs = List.copyOf(inputs);
    wagons = List.copyOf(wagons);
  }

  /// An input as it was read: what the job saw, with the checksum computed while staging.
  public record StagedInput(String location, long size, String sha256) {}

  /// One wagon's part.
  ///
  /// @param exitCode the program's, or -1 if it has none
  /// @param message what happened, one line for people
  /// @param logLines the first useful lines of the log of a failure; cleaned of control characters
  public record WagonResult(
      InstanceName name,
      ExitCause cause,
      int exitCode,
      String message,
      List<String> logLines,
      ResourceUsage usage,
      List<OutputFile> outputs) {
    /// The line of [#logLines] that stands for lines of the log that are not among them.
    public static final String LEFT_OUT = "...";

    public WagonResult {
      logLines = List.copyOf(logLines);
      outputs = List.copyOf(outputs);
    }
  }

  /// One file of a declared output.
  public record OutputFile(String file, long size, String sha256) {}
}
