package dev.trainyard.git;

/// What housekeeping did.
public enum Housekeeping {
  NOTHING_TO_DO,
  PACKED
}
