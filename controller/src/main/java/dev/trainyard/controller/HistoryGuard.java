package dev.trainyard.controller;

import dev.trainyard.git.Commits;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/// Only descendants are acted on: a rewritten main branch stops the yard where it was, until a
/// person acknowledges the new history by its commit id.
final class HistoryGuard {
  static final String CONDITION = "HistoryIntact";

  private final Commits commits;
  private final Set<String> acknowledged;

  /// @param acknowledged commit ids that an operator accepts although history was rewritten
  HistoryGuard(Commits commits, Set<String> acknowledged) {
    this.commits = commits;
    this.acknowledged = Set.copyOf(acknowledged);
  }

  /// Why the commit is not acted on, if it is not.
  Optional<String> objection(CommitId seen, CommitId main) throws IOException {
    if (commits.isDescendant(seen, main) || acknowledged.contains(main.hex())) {
      return Optional.empty();
    }
    return Optional.of(
        "main is at %s, which does not contain %s that was acted on before; restore it, or start the controller with --accept-history %s"
            .formatted(main.hex(), seen.hex(), main.hex()));
  }
}
