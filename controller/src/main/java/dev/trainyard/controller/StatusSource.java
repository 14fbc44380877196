package dev.trainyard.controller;

import dev.trainyard.git.StatusBranch;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The files of a status branch, wherever it is read from.
public interface StatusSource {
  /// The paths of all files in a folder and below it.
  List<String> list(String folder) throws IOException;

  /// The text of a file, if it is there.
  Optional<String> read(String path) throws IOException;

  /// The branch as a controller sees it.
  static StatusSource of(StatusBranch branch) {
    return new StatusSource() {
      @Override
      public List<String> list(String folder) throws IOException {
        return branch.list(folder);
      }

      @Override
      public Optional<String> read(String path) throws IOException {
        return branch.read(path);
      }
    };
  }
}
