package dev.trainyard.model.reconcile;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.PullStatus.Approval;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A pull request as one round found it.
///
/// @param name its number, or its branch
/// @param author user name on the forge; empty if that is not known
/// @param approvals of any of its heads
/// @param hold who holds it; empty if nobody does
/// @param retest when somebody asked for failed tests to be run again; null if nobody did
/// @param said the tests that were said to be its own
public record PullView(
    String name,
    CommitId head,
    Origin origin,
    String author,
    List<Approval> approvals,
    String hold,
    @Nullable Instant retest,
    Merge merge,
    List<WagonTestStatus> said) {
  public PullView {
    approvals = List.copyOf(approvals);
    said = List.copyOf(said);
  }

  /// Who can have made it.
  public enum Origin {
    /// Those who may push to the repository.
    BRANCH,
    /// Anybody.
    ANYWHERE
  }

  /// What became of merging it.
  public sealed interface Merge {
    /// That is not known yet; what was wanted before is wanted.
    record Unread() implements Merge {}

    /// It is closed or merged: nothing is wanted for it any more.
    record Closed() implements Merge {}

    /// It cannot be merged or read.
    ///
    /// @param reason one CamelCase word: `Conflict`, `TooLarge`, `HeadGone` ...
    record Hindered(String reason, String message) implements Merge {}

    /// It can be merged.
    ///
    /// @param base the commit of main
    /// @param before the yard at that commit
    /// @param after the yard as the merge would leave it, under the policy of main
    /// @param proposed whether the policy of main itself would be another
    /// @param listings of all datasets that what it changes needs
    /// @param earlier of those that main has otherwise, as they are there
    record Ready(
        CommitId base,
        Snapshot before,
        Snapshot after,
        Policy proposed,
        Impact impact,
        Map<String, DatasetListing> listings,
        Map<String, DatasetListing> earlier)
        implements Merge {
      public Ready {
        listings = Map.copyOf(listings);
        earlier = Map.copyOf(earlier);
      }
    }
  }

  /// Whether a merge would change the policy of the yard.
  public enum Policy {
    SAME,
    CHANGED
  }
}
