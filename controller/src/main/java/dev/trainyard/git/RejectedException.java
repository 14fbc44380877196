package dev.trainyard.git;

/// The server understood what we want and does not do it.
final class RejectedException extends Exception {
  RejectedException(String reason) {
    super(reason);
  }
}
