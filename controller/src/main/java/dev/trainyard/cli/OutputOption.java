package dev.trainyard.cli;

import picocli.CommandLine.Option;

/// Whether a command answers people or programs.
final class OutputOption {
  @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
  private Format format = Format.TEXT;

  /// How an answer is written; picocli takes the names in any case.
  enum Format {
    TEXT,
    JSON
  }

  Format format() {
    return format;
  }
}
