package dev.trainyard.model.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Versioned software that wagons run in: a folder of this repository at a Git tag, and the image
/// that it runs in where there are containers.
///
/// @param image a container image, with [PackageImage#TAG] for the version's Git tag; null for the
///   one that the engine's operator has set
/// @param enter words put before every wagon's command, such as an environment script; may be empty
/// @param environment variables that every wagon of this package gets
public record PackageSpec(
    String description,
    Source source,
    @Nullable String image,
    List<String> enter,
    Map<String, String> environment)
    implements Spec {
  public PackageSpec {
    enter = List.copyOf(enter);
    environment = Map.copyOf(environment);
  }

  /// A package without an image.
  public PackageSpec(
      String description, Source source, List<String> enter, Map<String, String> environment) {
    this(description, source, null, enter, environment);
  }

  /// The image of the version of this tag, by its name.
  public Optional<PackageImage> imageAt(String tag) {
    return Optional.ofNullable(image)
        .map(declared -> PackageImage.named(declared.replace(PackageImage.TAG, tag)));
  }

  /// Where the software comes from.
  ///
  /// @param folder the folder of the repository that holds it
  /// @param tags a pattern of Git tags with `*`, such as `dimuon-v*`; without one the package has
  ///   the single version `head`, the folder as it stands on the main branch
  public record Source(String folder, @Nullable String tags) {}
}
