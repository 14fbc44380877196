package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a dataset's files: `datasets/NAME.yaml` of the status branch.
///
/// @param listing digest of the files; null while they could not be listed
/// @param runs how many runs have files
public record DatasetStatus(
    String name,
    String description,
    CommitId observedCommit,
    @Nullable Digest listing,
    int files,
    long bytes,
    int runs,
    List<Condition> conditions) {
  public DatasetStatus {
    conditions = List.copyOf(conditions);
  }
}
