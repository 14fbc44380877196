package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.PackageVersion;
import java.util.List;
import java.util.Map;

/// Whether a package has the tag that an object asks for.
record TagCheck(Located<?> object, List<?> at, String software, String tag) {

  static TagCheck of(Located<?> object, List<?> at, String software, String tag) {
    return new TagCheck(object, at, software, tag);
  }

  void addTo(Map<String, List<PackageVersion>> versions, List<Problem> problems) {
    List<PackageVersion> known = versions.get(software);
    if (known == null || known.stream().anyMatch(version -> version.tag().equals(tag))) {
      return;
    }
    List<String> tags = known.stream().map(PackageVersion::tag).toList();
    problems.add(
        object.unknown(
            at, "version of the package " + software + " called", tag, tags, "push the tag"));
  }
}
