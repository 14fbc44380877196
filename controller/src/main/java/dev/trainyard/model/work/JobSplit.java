package dev.trainyard.model.work;

import java.util.List;

/// The input of one job.
public record JobSplit(int index, List<InputFile> inputs) {
  public JobSplit {
    inputs = List.copyOf(inputs);
  }

  /// Input bytes, as far as known.
  public long bytes() {
    return inputs.stream().mapToLong(InputFile::knownSize).sum();
  }
}
