package dev.trainyard.git;

import static org.eclipse.jgit.lib.Constants.R_HEADS;

import dev.trainyard.model.CommitId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Ref;

/// Which refs of the remote tell of pull requests.
///
/// @param heads where their heads are
/// @param approvals what refs begin with that approve a commit by their name; empty for none
/// @param most how many pull requests are looked at: those with the highest numbers
public record PullRefs(List<PullPattern> heads, String approvals, int most) {
  /// What `trainyard approve` pushes to.
  public static final String APPROVALS = "refs/trainyard/approvals/";

  private static final int FULL_LENGTH = 40;

  /// No pull requests at all.
  public static final PullRefs NONE = new PullRefs(List.of(), "", 0);

  public PullRefs {
    heads = List.copyOf(heads);
  }

  /// What a listing has to be asked for.
  List<String> names() {
    List<String> names = new ArrayList<>();
    heads.forEach(pattern -> names.add(pattern.prefix() + "*"));
    if (!heads.isEmpty() && !approvals.isEmpty()) {
      names.add(approvals + "*");
    }
    return names;
  }

  /// The pull requests in a listing, the newest first; not those whose head is already what these
  /// branches are.
  List<PullHead> heads(Map<String, Ref> refs, BranchNames branches) {
    Map<String, Found> found = new HashMap<>();
    Set<String> own = Set.of(branches.main(), branches.status());
    refs.forEach(
        (name, ref) -> {
          if (ref.getObjectId() != null && !own.contains(name)) {
            for (PullPattern pattern : heads) {
              pattern
                  .read(name)
                  .ifPresent(
                      reading ->
                          found.merge(
                              reading.name(),
                              new Found(reading.patchSet(), head(reading, ref)),
                              (a, b) -> a.patchSet >= b.patchSet ? a : b));
            }
          }
        });
    Ref main = refs.get(branches.main());
    String merged = main == null || main.getObjectId() == null ? "" : main.getObjectId().name();
    return found.values().stream()
        .map(Found::head)
        .filter(head -> !head.head().hex().equals(merged))
        .sorted(Comparator.comparing(PullHead::name, NaturalOrder.INSTANCE).reversed())
        .limit(most)
        .toList();
  }

  private static PullHead head(PullPattern.Reading reading, Ref ref) {
    return new PullHead(reading.name(), ref.getName(), new CommitId(ref.getObjectId().name()));
  }

  private record Found(int patchSet, PullHead head) {}

  /// The commits that somebody who may push has approved, by their full ids.
  Set<CommitId> approved(Collection<String> refs) {
    Set<CommitId> commits = new HashSet<>();
    for (String ref : refs) {
      if (!approvals.isEmpty() && ref.startsWith(approvals)) {
        commit(ref.substring(approvals.length())).ifPresent(commits::add);
      }
    }
    return commits;
  }

  private static Optional<CommitId> commit(String text) {
    boolean isFull =
        text.length() == FULL_LENGTH
            && text.chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0);
    return isFull ? Optional.of(new CommitId(text)) : Optional.empty();
  }

  /// Whether a pull request can only come from those who may push to the repository.
  public boolean isOfBranch(PullHead head) {
    return head.ref().startsWith(R_HEADS);
  }
}
