package dev.trainyard.git;

import java.io.IOException;

/// A tree that was there is in the repository no more, because no tag or branch led to it: that is
/// no damage.
public final class GoneTreeException extends IOException {
  private static final long serialVersionUID = 1;

  GoneTreeException(String message) {
    super(message);
  }
}
