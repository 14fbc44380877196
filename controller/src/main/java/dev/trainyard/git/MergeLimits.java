package dev.trainyard.git;

import dev.trainyard.model.ByteSize;

/// What a head may change for a merge to be tried: whoever pushes decides what is in it.
///
/// @param files changed files and folders
/// @param depth folders within each other
/// @param path bytes of a changed file's path
/// @param file size of a changed file
/// @param merged size of a file that both sides changed; a larger one is a conflict
/// @param bases commits from which both sides come
record MergeLimits(int files, int depth, int path, ByteSize file, ByteSize merged, int bases) {
  static MergeLimits upTo(ByteSize file) {
    return new MergeLimits(5_000, 64, 4_096, file, ByteSize.parse("1Mi"), 8);
  }

  MergeLimits withFiles(int most) {
    return new MergeLimits(most, depth, path, file, merged, bases);
  }
}
