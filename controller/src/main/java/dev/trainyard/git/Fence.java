package dev.trainyard.git;

import java.util.Optional;
import java.util.function.Predicate;

/// Keeps a writer off a branch that has become another one's: asked before every commit, also
/// before one that is made again because somebody else was faster.
///
/// @param file a file of the branch that says whose it is
/// @param open whether its text, or its absence, lets us write
public record Fence(String file, Predicate<Optional<String>> open) {
  /// For a branch that is open to everybody.
  static final Fence NONE = new Fence("", _ -> true);
}
