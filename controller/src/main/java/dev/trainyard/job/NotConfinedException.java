package dev.trainyard.job;

import java.io.IOException;

/// Programs cannot be confined on this machine; the message says why and what to do.
public final class NotConfinedException extends IOException {
  NotConfinedException(String why) {
    super(why + "; " + REMEDY);
  }

  private static final String REMEDY =
      "install bubblewrap on this machine (apt-get install bubblewrap) and allow user namespaces,"
          + " or set spec.pulls.confinement: none in the controller's settings to run wagons of"
          + " pull requests like all others";
}
