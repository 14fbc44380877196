package dev.trainyard.config;

import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.RunListSpec.Run;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A run list: each run once.
record RunListChecks(Located<RunListSpec> runList) {

  void addTo(List<Problem> problems) {
    Map<Long, Integer> seen = new HashMap<>();
    List<Run> runs = runList.spec().runs();
    for (int i = 0; i < runs.size(); i++) {
      long run = runs.get(i).run();
      if (seen.putIfAbsent(run, i) != null) {
        problems.add(
            runList.broken(
                Rule.DUPLICATE_RUN,
                List.of("spec", "runs", i, "run"),
                "run " + run + " stands here again",
                "keep one entry, with the flag that holds"));
      }
    }
  }
}
