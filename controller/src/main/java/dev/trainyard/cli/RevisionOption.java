package dev.trainyard.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which state of the yard a command looks at: the files as they lie here, or a commit.
final class RevisionOption {
  @Option(
      names = "--at",
      paramLabel = "REV",
      description = "Look at this commit (a branch, tag or id), not at the files here.")
  private @Nullable String revision;

  Optional<String> revision() {
    return Optional.ofNullable(revision);
  }
}
