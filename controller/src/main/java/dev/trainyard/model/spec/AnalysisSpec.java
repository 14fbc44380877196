package dev.trainyard.model.spec;

import java.util.List;

/// A folder of wagons with owners.
///
/// @param owners forge user names, or teams with slashes
/// @param group the working group, empty if none
/// @param service whether wagons of other analyses may depend on its wagons
public record AnalysisSpec(String description, List<String> owners, String group, boolean service)
    implements Spec {
  public AnalysisSpec {
    owners = List.copyOf(owners);
  }
}
