package dev.trainyard.git;

import static org.eclipse.jgit.lib.Constants.R_TAGS;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/// Moves the refs of a mirror to where those of the remote are.
final class MirrorRefs {
  private MirrorRefs() {}

  /// What has to be done for the tags to be as they were seen.
  static Map<String, ObjectId> tags(Repository repository, Map<String, Ref> seen)
      throws IOException {
    Map<String, ObjectId> updates = new HashMap<>();
    for (Ref known : repository.getRefDatabase().getRefsByPrefix(R_TAGS)) {
      updates.put(known.getName(), ObjectId.zeroId());
    }
    seen.forEach(
        (name, ref) -> {
          if (name.startsWith(R_TAGS) && ref.getObjectId() != null) {
            updates.put(name, ref.getObjectId());
          }
        });
    return updates;
  }

  /// Sets refs, or deletes those with the zero id.
  static int apply(Repository repository, Map<String, ObjectId> updates) throws IOException {
    BatchRefUpdate batch = repository.getRefDatabase().newBatchUpdate();
    batch.setAllowNonFastForwards(true);
    for (Map.Entry<String, ObjectId> update : updates.entrySet()) {
      Ref known = repository.exactRef(update.getKey());
      ObjectId before = known == null ? null : known.getObjectId();
      ObjectId old = before == null ? ObjectId.zeroId() : before;
      if (!old.equals(update.getValue())) {
        batch.addCommand(new ReceiveCommand(old, update.getValue(), update.getKey()));
      }
    }
    execute(repository, batch);
    return batch.getCommands().size();
  }

  private static void execute(Repository repository, BatchRefUpdate batch) throws IOException {
    if (batch.getCommands().isEmpty()) {
      return;
    }
    try (RevWalk walk = new RevWalk(repository)) {
      batch.execute(walk, NullProgressMonitor.INSTANCE);
    }
    for (ReceiveCommand command : batch.getCommands()) {
      if (command.getResult() != ReceiveCommand.Result.OK) {
        throw new IOException(
            "the mirror's " + command.getRefName() + " could not be moved: " + command.getResult());
      }
    }
  }
}
