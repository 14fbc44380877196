package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.work.Placeholders;
import java.util.List;
import java.util.Map;

/// A package against the repository: its folder, its tags, the placeholders of its `enter` words.
record PackageChecks(Located<PackageSpec> software, Map<String, List<PackageVersion>> versions) {

  void addTo(List<Problem> problems) {
    PackageSpec spec = software.spec();
    List<PackageVersion> known = versions.get(software.name());
    if (known != null && known.isEmpty()) {
      problems.add(spec.source().tags() == null ? noFolder() : noTag());
    }
    for (int i = 0; i < spec.enter().size(); i++) {
      List<?> at = List.of("spec", "enter", i);
      CommandChecks.of(software, at, spec.enter().get(i), Placeholders.FIXED).addTo(problems);
    }
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
