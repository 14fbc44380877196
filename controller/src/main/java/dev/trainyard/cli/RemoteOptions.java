package dev.trainyard.cli;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// How a task reaches object storage: the words that the controller gives it.
final class RemoteOptions {
  static final String STORE = "--s3";
  static final String INPUTS = "--input-s3";

  @Option(
      names = STORE,
      paramLabel = "KEY=VALUE",
      description = "How the store's object storage is reached.")
  private Map<String, String> store = new HashMap<>();

  @Option(
      names = INPUTS,
      paramLabel = "KEY=VALUE",
      description = "How the object storage of inputs is reached.")
  private Map<String, String> inputs = new HashMap<>();

  /// Places elsewhere for one task.
  Elsewhere open() {
    return new Elsewhere(null, S3Words.read(store), S3Words.read(inputs));
  }
}
