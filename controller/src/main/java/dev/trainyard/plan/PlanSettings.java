package dev.trainyard.plan;

import java.util.Set;

/// What the operator sets and the planner must know.
///
/// @param yard the yard's name, part of every submission's name
/// @param engines names of the engines that there are; empty where only the controller knows, which
///   trains are believed then
/// @param containers those of them that run packages in their images
/// @param defaultEngine the one for trains and tests that name none
/// @param pullTests how many tests of pull requests are with an engine at once
public record PlanSettings(
    String yard, Set<String> engines, Set<String> containers, String defaultEngine, int pullTests) {
  public PlanSettings {
    engines = Set.copyOf(engines);
    containers = Set.copyOf(containers);
  }

  /// Where every engine runs programs on the machine as it is.
  public PlanSettings(String yard, Set<String> engines, String defaultEngine, int pullTests) {
    this(yard, engines, Set.of(), defaultEngine, pullTests);
  }

  boolean runsImages(String engine) {
    return containers.contains(engine);
  }

  boolean mayHave(String engine) {
    return engines.isEmpty() || engines.contains(engine);
  }
}
