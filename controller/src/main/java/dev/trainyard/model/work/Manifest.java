package dev.trainyard.model.work;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.JobResult.StagedInput;
import java.util.List;

/// Lies beside every merged file as `FILE.manifest.json` and says what is in it.
///
/// @param parts the job outputs that were merged, in order
/// @param inputs every input file that is in it
/// @param missing every input file that is not, and why
public record Manifest(
    String order,
    CommitId commit,
    String dataset,
    InstanceName instance,
    String file,
    String mergeList,
    long size,
    String sha256,
    List<Part> parts,
    List<StagedInput> inputs,
    List<MissingInput> missing) {
  public Manifest {
    parts = List.copyOf(parts);
    inputs = List.copyOf(inputs);
    missing = List.copyOf(missing);
  }

  /// The output of one job.
  public record Part(int job, long size, String sha256) {}

  /// An input that the merged file should hold and does not.
  public record MissingInput(String location, String reason) {}
}
