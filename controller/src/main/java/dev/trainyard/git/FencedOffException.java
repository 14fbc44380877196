package dev.trainyard.git;

/// The branch belongs to another writer now; nothing was written.
public final class FencedOffException extends Exception {
  FencedOffException(String branch) {
    super("branch " + branch + " belongs to another writer now");
  }
}
