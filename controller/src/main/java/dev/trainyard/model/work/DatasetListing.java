package dev.trainyard.model.work;

/// What became of listing a dataset.
public sealed interface DatasetListing {
  record Listed(InputListing listing) implements DatasetListing {}

  /// It cannot be listed until a user or an operator acts, or an earlier train has finished.
  ///
  /// @param reason one CamelCase word: `NoFiles`, `CatalogueUnreadable`, `WaitsForTrain` ...
  record Failed(String reason, String message) implements DatasetListing {}

  /// It could not be asked now and will be again.
  record Unknown(String message) implements DatasetListing {}
}
