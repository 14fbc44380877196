package dev.trainyard.controller;

import java.nio.file.Path;

/// Another controller works on this store.
public final class StoreInUseException extends Exception {
  StoreInUseException(Path root) {
    super(
        "another controller works on the store %s; stop it, or give this one a store of its own"
            .formatted(root));
  }
}
