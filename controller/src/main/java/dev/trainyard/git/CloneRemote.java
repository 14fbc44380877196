package dev.trainyard.git;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/// The remote that a user's clone follows: a branch is brought here as `git fetch` would.
///
/// @param name what the clone calls it
/// @param url where it is, as the clone's configuration says
public record CloneRemote(String name, String url) {

  /// Brings a branch here; empty if the remote has none of this name.
  Optional<CommitId> fetch(Repository clone, RemoteSettings settings, String branch)
      throws IOException, RemoteException {
    Path home = Files.createTempDirectory("trainyard-fetch");
    try (Remote remote = new Remote(settings, home)) {
      String source = Constants.R_HEADS + branch;
      Ref found = remote.fetch(clone, List.of(source)).get(source);
      ObjectId tip = found == null ? null : found.getObjectId();
      if (tip == null) {
        return Optional.empty();
      }
      move(clone, branch, tip);
      return Optional.of(new CommitId(tip.name()));
    } finally {
      Files.deleteIfExists(home);
    }
  }

  private void move(Repository clone, String branch, ObjectId tip) throws IOException {
    RefUpdate update = clone.updateRef(Constants.R_REMOTES + name + "/" + branch);
    update.setNewObjectId(tip);
    update.setForceUpdate(true);
    switch (update.update()) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
      case LOCK_FAILURE -> {} // another fetch is at it
      default -> throw new IOException("the branch " + branch + " cannot be moved in this clone");
    }
  }
}
