package dev.trainyard.cli;

import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Option;

/// Whether a command answers people or programs.
final class OutputOption {
  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      completionCandidates = Words.class,
      description = "text or json (default: text).")
  private Format format = Format.TEXT;

  /// How an answer is written; picocli takes the names in any case.
  enum Format {
    TEXT,
    JSON
  }

  /// What a shell may offer.
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("text", "json").iterator();
    }
  }

  Format format() {
    return format;
  }
}
