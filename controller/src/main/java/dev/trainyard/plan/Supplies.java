package dev.trainyard.plan;

import dev.trainyard.model.work.DatasetListing;
import java.util.Map;

/// What tests need from outside of the yard.
///
/// @param listings of datasets, by name
/// @param images what is known of them, for the engine that runs tests
record Supplies(Map<String, DatasetListing> listings, Images images) {
  /// Where tests run on a machine as it is.
  Supplies(Map<String, DatasetListing> listings) {
    this(listings, Images.UNUSED);
  }
}
