package dev.trainyard.registry;

import dev.trainyard.model.work.ImageLookup;

/// Whoever knows what the names of container images stand for.
@FunctionalInterface
public interface Registry {
  /// What an image's name stands for now; it may take a while, but not for ever.
  ///
  /// @param reference such as `registry.example.org/lab/tools:v1`
  ImageLookup look(String reference);
}
