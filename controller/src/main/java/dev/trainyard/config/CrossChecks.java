package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.PackageVersion;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Everything that can only be told with the whole yard at hand.
record CrossChecks(YardIndex yard, Map<String, List<PackageVersion>> versions) {

  /// Problems of files that are valid by themselves; of objects that stand in for an invalid file
  /// nothing is told, since their text is not what people see.
  List<Problem> problems() {
    return Stream.<List<Problem>>of(new NameChecks(yard).problems()).flatMap(List::stream).toList();
  }
}
