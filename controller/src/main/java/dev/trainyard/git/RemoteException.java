package dev.trainyard.git;

/// The remote could not be asked or told. The message holds no credentials.
public final class RemoteException extends Exception {
  private final Kind kind;

  RemoteException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /// What went wrong, as far as the next step depends on it.
  public enum Kind {
    /// No answer, or the connection broke.
    UNREACHABLE,
    /// Not done within the time limit.
    TIMED_OUT,
    /// More bytes than allowed.
    TOO_LARGE,
    /// The credentials or the host key were not accepted, or the server sent us elsewhere.
    NOT_ALLOWED,
    /// No such repository.
    MISSING,
    /// The server does not accept the pushed commit, or sent objects that Git forbids.
    REJECTED
  }

  public Kind kind() {
    return kind;
  }

  /// Whether waiting may help without a person doing anything.
  public boolean retryable() {
    return switch (kind) {
      case UNREACHABLE, TIMED_OUT -> true;
      case TOO_LARGE, NOT_ALLOWED, MISSING, REJECTED -> false;
    };
  }
}
