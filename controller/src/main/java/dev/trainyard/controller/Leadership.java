package dev.trainyard.controller;

/// Whether this controller may act, of several that could.
@FunctionalInterface
public interface Leadership {
  /// There is no other one.
  Leadership ALONE = () -> true;

  /// Whether it may act now: asked before each action and each commit.
  boolean isHeld();
}
