package dev.trainyard.bench;

import java.util.Optional;

/// What a subject should reach: at most so much, or so many times what a peer takes.
///
/// @param peer empty if `most` is an amount
record Aim(String subject, Quantity quantity, double most, Optional<String> peer) {

  static Aim atMost(String subject, Quantity quantity, double amount) {
    return new Aim(subject, quantity, amount, Optional.empty());
  }

  static Aim times(String subject, Quantity quantity, double factor, String peer) {
    return new Aim(subject, quantity, factor, Optional.of(peer));
  }
}
