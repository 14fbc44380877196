package dev.trainyard.report;

import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageVersion;
import java.util.List;
import java.util.Objects;

/// In which container image software ran.
final class ImageText {
  private ImageText() {}

  /// A version on one line, for terminals.
  static String plain(PackageVersion version) {
    PackageImage image = version.image();
    String software = version.name() + " " + version.tag();
    return image == null
        ? software
        : image
            .pinned()
            .map(pinned -> software + " in " + pinned)
            .orElse(software + " (its image " + image.reference() + " is not used)");
  }

  /// What there is to say of the images of software that runs together, as Markdown; empty if it
  /// has none.
  static String markdown(List<PackageVersion> packages) {
    return packages.stream()
        .map(PackageVersion::image)
        .filter(Objects::nonNull)
        .findFirst()
        .map(ImageText::markdown)
        .orElse("");
  }

  private static String markdown(PackageImage image) {
    String name = SafeText.code(image.reference());
    return image
        .pinned()
        .map(pinned -> "Runs in image " + SafeText.code(pinned) + ", which was " + name + ".")
        .orElse("Its image " + name + " is not used: the engine runs no containers.");
  }
}
