package dev.trainyard.git;

/// How a file of one commit differs from that of another.
public sealed interface TreeChange {
  String path();

  /// New, or with other content or mode.
  record Changed(TreeFile file) implements TreeChange {
    @Override
    public String path() {
      return file.path();
    }
  }

  /// No longer there.
  record Removed(String path) implements TreeChange {}
}
