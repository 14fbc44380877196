package dev.trainyard.controller;

import dev.trainyard.model.work.ImageLookup;
import dev.trainyard.registry.Registry;
import java.time.Duration;
import java.util.Set;

/// Where images of packages come from.
///
/// @param engines those that run packages in their images
/// @param keep how long an answer of a registry counts
public record ImageSources(Registry registry, Set<String> engines, Duration keep) {
  /// Where no engine runs any.
  public static final ImageSources NONE =
      new ImageSources(
          _ -> new ImageLookup.Unknown("no registry is asked here"), Set.of(), Duration.ofDays(1));

  public ImageSources {
    engines = Set.copyOf(engines);
  }
}
