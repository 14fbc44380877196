package dev.trainyard.git;

import java.nio.file.Path;

/// Another controller works in this folder.
public final class MirrorInUseException extends Exception {
  MirrorInUseException(Path folder, String holder) {
    super(
        folder
            + " is in use by "
            + holder
            + "; stop that controller, or give this one a folder of its own");
  }
}
