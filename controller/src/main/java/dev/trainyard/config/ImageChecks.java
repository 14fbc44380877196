package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.PackageChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether wagons that run together run in one image, as far as that can be told from names: whose
/// package has none goes along with any.
record ImageChecks(YardIndex yard, Map<String, List<PackageVersion>> versions) {
  private static final String REMEDY =
      "give both packages one image, or run these wagons on two trains";

  /// A wagon with what it depends on.
  void addWagon(Located<WagonSpec> wagon, List<Problem> problems) {
    if (!wagon.spec().dependsOn().isEmpty()) {
      WagonRef ref = new WagonRef(wagon.spec().analysis(), wagon.name());
      conflict(new CarriedWagons(yard).of(List.of(ref)), Map.of())
          .ifPresent(
              why ->
                  problems.add(
                      wagon.broken(
                          Rule.ONE_IMAGE,
                          List.of("spec", "dependsOn"),
                          "a wagon runs in the image of what it depends on, but " + why,
                          "give both packages one image")));
    }
  }

  /// A train.
  ///
  /// @param carried its wagons, with what they depend on
  /// @param tags that it pins, by package
  void addTrain(
      Located<?> train,
      List<Located<WagonSpec>> carried,
      Map<String, String> tags,
      List<Problem> problems) {
    conflict(carried, tags)
        .ifPresent(
            why ->
                problems.add(
                    train.brokenKey(
                        Rule.ONE_IMAGE,
                        List.of("spec", "wagons"),
                        "the wagons of a train run in one image, but " + why,
                        REMEDY)));
  }

  private Optional<String> conflict(List<Located<WagonSpec>> wagons, Map<String, String> tags) {
    String first = null;
    String image = "";
    for (Located<WagonSpec> wagon : wagons) {
      PackageChoice choice = wagon.spec().software();
      String other = image(choice, tags).orElse("");
      if (first == null && !other.isEmpty()) {
        first = said(wagon, choice, other);
        image = other;
      } else if (!other.isEmpty() && !other.equals(image)) {
        return Optional.of(first + ", and " + said(wagon, choice, other));
      }
    }
    return Optional.empty();
  }

  private static String said(Located<WagonSpec> wagon, PackageChoice choice, String image) {
    return "package %s of wagon %s/%s has %s"
        .formatted(choice.name(), wagon.spec().analysis(), wagon.name(), image);
  }

  /// The name of the image of a wagon; empty if it has none, or depends on a version that is not
  /// known here.
  private Optional<String> image(PackageChoice choice, Map<String, String> tags) {
    Located<PackageSpec> software = yard.packages().get(choice.name());
    String declared = software == null ? null : software.spec().image();
    if (declared == null || !declared.contains(PackageImage.TAG)) {
      return Optional.ofNullable(declared);
    }
    return tag(choice, tags).map(tag -> declared.replace(PackageImage.TAG, tag));
  }

  private Optional<String> tag(PackageChoice choice, Map<String, String> tags) {
    if (!choice.isLatest()) {
      return Optional.of(choice.tag());
    }
    String pinned = tags.get(choice.name());
    return pinned != null
        ? Optional.of(pinned)
        : Optional.ofNullable(versions.get(choice.name())).stream()
            .flatMap(List::stream)
            .map(PackageVersion::tag)
            .findFirst();
  }
}
