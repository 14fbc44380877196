package dev.trainyard.controller;

import dev.trainyard.git.Commits;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Only descendants are acted on: a rewritten main branch stops the yard where it was, until a
/// person acknowledges the new history by its commit id.
final class HistoryGuard {
  static final String CONDITION = "HistoryIntact";

  private final Commits commits;
  private final List<CommitId> acknowledged;

  /// @param acknowledged commit ids that an operator accepts although history was rewritten
  HistoryGuard(Commits commits, Set<String> acknowledged) {
    this.commits = commits;
    this.acknowledged = acknowledged.stream().flatMap(HistoryGuard::commit).toList();
  }

  /// What is no full id is no commit's.
  private static Stream<CommitId> commit(String id) {
    try {
      return Stream.of(new CommitId(id));
    } catch (IllegalArgumentException _) {
      return Stream.empty();
    }
  }

  /// What was pushed onto an acknowledged commit since is acknowledged with it; once the yard was
  /// read from there, it counts no more.
  private boolean isAcknowledged(CommitId seen, CommitId main) throws IOException {
    for (CommitId known : acknowledged) {
      boolean later = commits.isDescendant(known, main) && !commits.isDescendant(known, seen);
      if (later || known.equals(main)) {
        return true;
      }
    }
    return false;
  }

  /// The commits that an operator accepts.
  List<CommitId> acknowledged() {
    return acknowledged;
  }

  /// Why the commit is not acted on, if it is not.
  Optional<String> objection(CommitId seen, CommitId main) throws IOException {
    if (commits.isDescendant(seen, main) || isAcknowledged(seen, main)) {
      return Optional.empty();
    }
    return Optional.of(
        "main is at %s, which does not contain %s that was acted on before; restore it, or start the controller with --accept-history %s"
            .formatted(main.hex(), seen.hex(), main.hex()));
  }
}
