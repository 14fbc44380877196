package dev.trainyard.git;

/// A file of a commit.
///
/// @param path from the top of the repository, with `/`
/// @param blob id of its content: equal ids are equal content
public record TreeFile(String path, String blob, Mode mode) {
  /// What kind of file.
  public enum Mode {
    REGULAR,
    EXECUTABLE,
    /// The content is the path that it points to.
    SYMLINK
  }
}
