package dev.trainyard.plan;

import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.ImageLookup;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides in which container image software runs: wagons that run together run in one.
///
/// @param known what registries said, by the images' names; empty for an engine that runs programs
///   on the machine as it is: there images have names only
record Images(Optional<Map<String, ImageLookup>> known) {
  static final Images UNUSED = new Images(Optional.empty());

  private static final ImageLookup NOT_YET = new ImageLookup.Unknown("its registry is being asked");

  static Images of(Map<String, ImageLookup> said) {
    return new Images(Optional.of(Map.copyOf(said)));
  }

  /// What became of looking for the image.
  sealed interface Choice {
    /// It is chosen.
    ///
    /// @param packages with the image that they run in, where they have one
    record Chosen(List<PackageVersion> packages) implements Choice {}

    /// A person must act first.
    record Refused(Refusal refusal) implements Choice {}

    /// It could not be found out now.
    record Later(String message) implements Choice {}
  }

  /// Chooses the image for software that runs together. What was recorded counts as it is.
  Choice choose(Snapshot yard, Collection<PackageVersion> packages) {
    List<PackageVersion> named = packages.stream().map(version -> named(yard, version)).toList();
    PackageVersion first = null;
    for (PackageVersion version : named) {
      PackageImage image = version.image();
      if (image != null) {
        Refusal refusal = refusal(yard, first, version, image);
        if (refusal != null) {
          return new Choice.Refused(refusal);
        }
        first = first == null ? version : first;
      }
    }
    return first == null || first.image() == null
        ? new Choice.Chosen(named)
        : pinned(named, first.name(), first.image());
  }

  private static PackageVersion named(Snapshot yard, PackageVersion version) {
    Declared<PackageSpec> declared = yard.packages().get(version.name());
    return version.image() != null || declared == null
        ? version
        : version.in(declared.spec().imageAt(version.tag()).orElse(null));
  }

  private @Nullable Refusal refusal(
      Snapshot yard, @Nullable PackageVersion first, PackageVersion version, PackageImage image) {
    Declared<PackageSpec> declared = yard.packages().get(version.name());
    String written = declared == null ? null : declared.spec().image();
    if (known.isPresent()
        && written != null
        && written.contains(PackageImage.TAG)
        && !PackageImage.fits(version.tag())) {
      return new Refusal(
          "InvalidImage",
          "no image can have a tag like %s of package %s; choose a Git tag of letters, digits and _ . -"
              .formatted(version.tag(), version.name()));
    }
    PackageImage other = first == null ? null : first.image();
    return first == null || other == null || other.reference().equals(image.reference())
        ? null
        : new Refusal(
            "ImageConflict",
            "wagons of one train run in one image, but package %s has %s and package %s has %s; give both packages one image, or run their wagons on two trains"
                .formatted(first.name(), other.reference(), version.name(), image.reference()));
  }

  /// @param owner of the packages with this image the first
  private Choice pinned(List<PackageVersion> packages, String owner, PackageImage image) {
    if (known.isEmpty()) {
      return new Choice.Chosen(packages);
    }
    String reference = image.reference();
    return switch (known.get().getOrDefault(reference, NOT_YET)) {
      case ImageLookup.Found(String digest) ->
          new Choice.Chosen(packages.stream().map(version -> at(version, digest)).toList());
      case ImageLookup.Failed(String reason, String message) ->
          new Choice.Refused(new Refusal(reason, said(owner, reference, message)));
      case ImageLookup.Unknown(String message) -> new Choice.Later(said(owner, reference, message));
    };
  }

  private static String said(String owner, String reference, String message) {
    return "image %s of package %s: %s".formatted(reference, owner, message);
  }

  private static PackageVersion at(PackageVersion version, String digest) {
    PackageImage image = version.image();
    return image == null ? version : version.in(image.at(digest));
  }

  /// The packages of a yard of whose images something else is known than before.
  Set<String> changedSince(Images before, Snapshot yard) {
    Set<String> changed = new HashSet<>();
    if (!equals(before)) {
      for (Declared<PackageSpec> declared : yard.packages().values()) {
        if (declared.spec().image() != null && isChanged(before, yard, declared)) {
          changed.add(declared.name());
        }
      }
    }
    return changed;
  }

  private boolean isChanged(Images before, Snapshot yard, Declared<PackageSpec> declared) {
    return known.isPresent() != before.known.isPresent()
        || yard.packageVersions().getOrDefault(declared.name(), List.of()).stream()
            .flatMap(version -> declared.spec().imageAt(version.tag()).stream())
            .anyMatch(image -> !lookup(image).equals(before.lookup(image)));
  }

  private Optional<ImageLookup> lookup(PackageImage image) {
    return known.map(said -> said.getOrDefault(image.reference(), NOT_YET));
  }
}
