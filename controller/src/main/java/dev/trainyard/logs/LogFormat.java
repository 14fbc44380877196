package dev.trainyard.logs;

/// How a log is written.
public enum LogFormat {
  /// For people.
  TEXT,
  /// One JSON object a line, for programs.
  JSON
}
