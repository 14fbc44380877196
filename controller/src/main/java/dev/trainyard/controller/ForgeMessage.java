package dev.trainyard.controller;

import dev.trainyard.forge.CommitCheck;
import dev.trainyard.forge.Forge;
import dev.trainyard.forge.ForgeException;
import dev.trainyard.forge.PullRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the forge shows of a pull request.
///
/// @param pull its number
/// @param comment in Markdown
record ForgeMessage(String pull, String comment, List<CommitCheck> checks) {
  ForgeMessage {
    checks = List.copyOf(checks);
  }

  private interface Part {
    void send() throws ForgeException;
  }

  /// Shows all of it that the forge takes; what it shows already is not sent again.
  ///
  /// @throws ForgeException why the first part that was refused was
  void show(Forge forge, PullRequest request) throws ForgeException {
    ForgeException refused = null;
    for (CommitCheck check : checks) {
      refused = attempt(() -> forge.report(check), refused);
    }
    refused = attempt(() -> forge.say(request, comment), refused);
    if (refused != null) {
      throw refused;
    }
  }

  /// @throws ForgeException if other parts would be refused too
  private static @Nullable ForgeException attempt(Part part, @Nullable ForgeException before)
      throws ForgeException {
    try {
      part.send();
      return before;
    } catch (ForgeException e) {
      if (e.concernsAll()) {
        throw e;
      }
      return before == null ? e : before;
    }
  }
}
