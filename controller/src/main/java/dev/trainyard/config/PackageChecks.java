package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.work.Placeholders;
import java.util.List;
import java.util.Map;

/// A package against the repository: its folder, its tags, its image, the placeholders of its
/// `enter` words.
record PackageChecks(Located<PackageSpec> software, Map<String, List<PackageVersion>> versions) {
  private static final List<?> IMAGE = List.of("spec", "image");

  void addTo(List<Problem> problems) {
    PackageSpec spec = software.spec();
    List<PackageVersion> known = versions.get(software.name());
    if (known != null && known.isEmpty()) {
      problems.add(spec.source().tags() == null ? noFolder() : noTag());
    }
    checkImage(known == null ? List.of() : known, problems);
    for (int i = 0; i < spec.enter().size(); i++) {
      List<?> at = List.of("spec", "enter", i);
      CommandChecks.of(software, at, spec.enter().get(i), Placeholders.FIXED).addTo(problems);
    }
  }

  private void checkImage(List<PackageVersion> known, List<Problem> problems) {
    String image = software.spec().image();
    if (image == null || !image.contains(PackageImage.TAG)) {
      return;
    }
    if (software.spec().source().tags() == null) {
      problems.add(
          software.broken(
              Rule.PACKAGE_IMAGE,
              IMAGE,
              "{tag} stands for a Git tag, but the package has no tags",
              "add source.tags, or write the tag of the image"));
    }
    known.stream()
        .map(PackageVersion::tag)
        .filter(tag -> !PackageImage.fits(tag))
        .findFirst()
        .ifPresent(
            tag ->
                problems.add(
                    software.broken(
                        Rule.PACKAGE_IMAGE,
                        IMAGE,
                        "no image can have a tag like " + Wording.shown(tag),
                        "tag versions with letters, digits and _ . - only, at most 128")));
  }

  private Problem noFolder() {
    return software.broken(
        Rule.PACKAGE_FOLDER,
        List.of("spec", "source", "folder"),
        "the repository has no folder " + Wording.shown(software.spec().source().folder()),
        "write the path of the software's folder, or add it in the same commit");
  }

  private Problem noTag() {
    return software.broken(
        Rule.PACKAGE_TAGS,
        List.of("spec", "source", "tags"),
        "no tag of the repository matches "
            + Wording.shown("" + software.spec().source().tags())
            + " and holds the folder",
        "push a tag, or leave tags out to use the folder as it is on the main branch");
  }
}
