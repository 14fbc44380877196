package dev.trainyard.remote;

import java.io.IOException;

/// A place elsewhere cannot be used until a person acts: credentials, rights, a bucket that is not
/// there, a clock that is wrong, a program that is missing.
public final class UnusableRemoteException extends IOException {
  public UnusableRemoteException(String message) {
    super(message);
  }

  public UnusableRemoteException(String message, Throwable cause) {
    super(message, cause);
  }
}
