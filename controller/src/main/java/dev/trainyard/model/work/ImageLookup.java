package dev.trainyard.model.work;

/// What became of asking a registry what an image's name stands for.
public sealed interface ImageLookup {
  /// It stands for this now.
  ///
  /// @param digest such as `sha256:9f86...`
  record Found(String digest) implements ImageLookup {}

  /// It cannot be had until a user or an operator acts.
  ///
  /// @param reason one CamelCase word: `ImageNotFound`, `ImageNotAllowed` ...
  record Failed(String reason, String message) implements ImageLookup {}

  /// It could not be asked now and will be again.
  record Unknown(String message) implements ImageLookup {}
}
