package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.WagonSpec.Subwagon;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The subwagons of a wagon: different names, different results, no configuration of their own.
record SubwagonChecks(Located<WagonSpec> wagon) {

  void addTo(List<Problem> problems) {
    Set<String> names = new HashSet<>();
    Map<Map<String, Object>, String> configs = new HashMap<>();
    configs.put(wagon.spec().config(), "the wagon itself");
    List<Subwagon> subwagons = wagon.spec().subwagons();
    for (int i = 0; i < subwagons.size(); i++) {
      Subwagon subwagon = subwagons.get(i);
      if (!names.add(subwagon.name())) {
        problems.add(
            broken(i, "the name " + subwagon.name() + " stands here again", "rename one of them"));
      }
      checkKeys(i, subwagon, problems);
      String twin = configs.putIfAbsent(effective(subwagon), "the subwagon " + subwagon.name());
      if (twin != null) {
        problems.add(
            broken(
                i,
                "the subwagon " + subwagon.name() + " has the same configuration as " + twin,
                "change a value, or delete the subwagon"));
      }
    }
  }

  private void checkKeys(int index, Subwagon subwagon, List<Problem> problems) {
    Set<String> known = wagon.spec().config().keySet();
    for (String key : subwagon.config().keySet()) {
      if (!known.contains(key)) {
        problems.add(
            wagon.brokenKey(
                Rule.UNKNOWN_CONFIG,
                List.of("spec", "subwagons", index, "config", key),
                "the wagon has no configuration " + key,
                Wording.remedyFor(key, known, "give the wagon itself a value for it")));
      }
    }
  }

  private Map<String, Object> effective(Subwagon subwagon) {
    Map<String, Object> config = new HashMap<>(wagon.spec().config());
    config.putAll(subwagon.config());
    return config;
  }

  private Problem broken(int index, String message, String remedy) {
    List<?> at = List.of("spec", "subwagons", index, "name");
    return wagon.broken(Rule.DUPLICATE_SUBWAGON, at, message, remedy);
  }
}
