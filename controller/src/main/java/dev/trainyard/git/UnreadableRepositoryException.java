package dev.trainyard.git;

import java.io.IOException;

/// Objects that must be there are missing or damaged. The controller's mirror is made anew by the
/// next [ConfigRepository#tips] or [ConfigRepository#fetch].
public final class UnreadableRepositoryException extends IOException {
  UnreadableRepositoryException(String repository, Throwable cause) {
    super(repository + " is damaged: " + cause.getMessage(), cause);
  }
}
