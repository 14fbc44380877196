package dev.trainyard.git;

/// Others moved the status branch each time just before us.
public final class LostRaceException extends Exception {
  LostRaceException(String branch, int attempts) {
    super(
        branch
            + " was moved by somebody else before each of "
            + attempts
            + " pushes; only one controller may write it, see who else does");
  }
}
