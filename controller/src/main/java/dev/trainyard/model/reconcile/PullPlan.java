package dev.trainyard.model.reconcile;

import dev.trainyard.model.Condition;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a plan says of a pull request.
///
/// @param tests of what it changes, once the actions are done
/// @param waits tests that cannot be made now, and why
/// @param trusted whether its wagons are tested, and why
/// @param tested what the tests say together
/// @param preview what merging it would do; null as long as that is not known
public record PullPlan(
    String name,
    List<WagonTestStatus> tests,
    List<Wait> waits,
    Condition trusted,
    Condition tested,
    @Nullable MergePreview preview) {
  public PullPlan {
    tests = List.copyOf(tests);
    waits = List.copyOf(waits);
  }

  /// What subjects of its actions begin with: what fails for one must not count for others.
  public static String prefix(String name) {
    return "pull request " + name + ": ";
  }
}
