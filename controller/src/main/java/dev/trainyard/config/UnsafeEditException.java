package dev.trainyard.config;

import dev.trainyard.model.Position;

/// A file cannot be changed by a program without the risk of changing more than was asked for.
public final class UnsafeEditException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param at where a person should look
  /// @param why what stands there, as one clause
  /// @param write what to write by hand
  UnsafeEditException(Position at, String why, String write) {
    super(at + ": " + why + "; " + write + ", and commit the file yourself");
  }
}
