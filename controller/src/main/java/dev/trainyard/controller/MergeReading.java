package dev.trainyard.controller;

import dev.trainyard.controller.PullReading.Openness;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.Impact;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.reconcile.PullView.Policy;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.plan.Affected;
import dev.trainyard.plan.Unfolding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// The yard before and after a merge.
///
/// @param merged as it was read from the merge
/// @param result the commit that it was read from
record MergeReading(Snapshot before, Snapshot merged, CommitId head, CommitId result) {

  /// What is made of it: under the policy of main, with the files of the datasets that it needs.
  Found with(Affected affected, PullListings listings, Openness openness) {
    Snapshot after =
        Unfolding.ofNew(before, merged.under(before.yard(), head, result), Instant.EPOCH);
    Impact impact = affected.by(after);
    Map<String, DatasetListing> now = new HashMap<>();
    Map<String, DatasetListing> then = new HashMap<>();
    listings.list(before, after, impact, openness, now, then);
    Policy policy =
        merged.yard().content().equals(before.yard().content()) ? Policy.SAME : Policy.CHANGED;
    List<Problem> problems = new ArrayList<>(merged.problems());
    problems.removeAll(new HashSet<>(before.problems()));
    return new Found(
        new Merge.Ready(before.commit(), before, after, policy, impact, now, then), problems);
  }

  /// What was made of it before, with the files of the datasets as they are now; the same object if
  /// they are the same.
  static Merge.Ready again(Merge.Ready ready, PullListings listings, Openness openness) {
    Map<String, DatasetListing> now = new HashMap<>();
    Map<String, DatasetListing> then = new HashMap<>();
    listings.list(ready.before(), ready.after(), ready.impact(), openness, now, then);
    return now.equals(ready.listings()) && then.equals(ready.earlier())
        ? ready
        : new Merge.Ready(
            ready.base(),
            ready.before(),
            ready.after(),
            ready.proposed(),
            ready.impact(),
            now,
            then);
  }

  /// What was made of it.
  ///
  /// @param problems that the merge would bring
  record Found(Merge.Ready ready, List<Problem> problems) {}
}
