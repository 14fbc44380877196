package dev.trainyard.git;

/// A revision that names no commit.
public final class UnknownRevisionException extends Exception {
  UnknownRevisionException(String revision) {
    super(
        "there is no commit "
            + revision.replaceAll("\\p{Cntrl}", "?")
            + " in this repository; name a branch, a tag or a commit id, and fetch it first");
  }
}
