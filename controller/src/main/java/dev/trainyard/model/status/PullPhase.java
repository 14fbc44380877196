package dev.trainyard.model.status;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import org.jspecify.annotations.Nullable;

/// Where a pull request is, in a word: what keeps it from being merged first.
public enum PullPhase {
  /// It is being merged in memory and read, or is closed.
  READING("Reading"),
  /// It conflicts with main, is too large, or cannot be read.
  UNMERGEABLE("Unmergeable"),
  /// It would bring errors to main.
  INVALID("Invalid"),
  /// Somebody holds it.
  HELD("Held"),
  /// Its wagons are run once somebody has approved its head.
  UNAPPROVED("Unapproved"),
  /// Its tests run, or are begun by themselves.
  TESTING("Testing"),
  FAILED("Failed"),
  /// What it changes cannot be tested.
  BLOCKED("Blocked"),
  /// Nothing speaks against it.
  READY("Ready");

  private static final String TEST_FAILED = "TestFailed";

  private final String word;

  PullPhase(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }

  static PullPhase of(PullStatus pull) {
    return switch (truth(pull, PullStatus.MERGEABLE)) {
      case UNKNOWN -> READING;
      case FALSE -> UNMERGEABLE;
      case TRUE -> ofMergeable(pull);
    };
  }

  private static PullPhase ofMergeable(PullStatus pull) {
    if (truth(pull, PullStatus.VALID) == Truth.FALSE) {
      return INVALID;
    } else if (!pull.hold().isEmpty()) {
      return HELD;
    }
    @Nullable Condition tested = pull.condition(PullStatus.TESTED);
    return switch (truth(pull, PullStatus.TESTED)) {
      case TRUE -> READY;
      case FALSE -> tested != null && tested.reason().equals(TEST_FAILED) ? FAILED : BLOCKED;
      case UNKNOWN -> truth(pull, PullStatus.TRUSTED) == Truth.FALSE ? UNAPPROVED : TESTING;
    };
  }

  private static Truth truth(PullStatus pull, String type) {
    Condition said = pull.condition(type);
    return said == null ? Truth.UNKNOWN : said.status();
  }
}
