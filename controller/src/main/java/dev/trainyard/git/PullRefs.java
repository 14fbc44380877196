package dev.trainyard.git;

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
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/// Which refs of the remote tell of pull requests.
///
/// @param heads where their heads are
/// @param approvals what refs begin with that approve a commit by their name; empty for none
/// @param most how many open pull requests are looked at: those with the highest numbers
public record PullRefs(List<PullPattern> heads, String approvals, int most) {
  /// What `trainyard approve` pushes to.
  public static final String APPROVALS = "refs/trainyard/approvals/";

  private static final int FULL_LENGTH = 40;

  /// Of so many, most were closed long ago: only a forge can tell.
  private static final int MOST_LISTED = 100_000;

  /// Of two refs with one name, that of the forge counts, then the newer one.
  private static final Comparator<Found> FIRST =
      Comparator.comparing(Found::isBranch)
          .thenComparing(Comparator.comparingInt(Found::patchSet).reversed())
          .thenComparing(found -> found.head().ref());

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
          ObjectId tip = ref.getObjectId();
          if (tip != null && !own.contains(name)) {
            for (Found one : found(name, new CommitId(tip.name()))) {
              found.merge(one.head().name(), one, (a, b) -> FIRST.compare(a, b) <= 0 ? a : b);
            }
          }
        });
    Ref main = refs.get(branches.main());
    ObjectId tip = main == null ? null : main.getObjectId();
    String merged = tip == null ? "" : tip.name();
    return found.values().stream()
        .map(Found::head)
        .filter(head -> !head.head().hex().equals(merged))
        .sorted(Comparator.comparing(PullHead::name, NaturalOrder.INSTANCE).reversed())
        .limit(MOST_LISTED)
        .toList();
  }

  private List<Found> found(String ref, CommitId tip) {
    List<Found> found = new ArrayList<>();
    for (PullPattern pattern : heads) {
      pattern
          .read(ref)
          .map(it -> new Found(it.patchSet(), new PullHead(it.name(), ref, tip)))
          .ifPresent(found::add);
    }
    return found;
  }

  private record Found(int patchSet, PullHead head) {
    boolean isBranch() {
      return head.ref().startsWith(Constants.R_HEADS);
    }
  }

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
}
