package dev.trainyard.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;

/// What a fetch must bring, and whether it did.
final class FetchedObjects {
  private FetchedObjects() {}

  static List<Ref> missing(Repository repository, Collection<Ref> refs) throws IOException {
    List<Ref> missing = new ArrayList<>();
    for (Ref ref : refs) {
      if (!repository.getObjectDatabase().has(ref.getObjectId())) {
        missing.add(ref);
      }
    }
    return missing;
  }

  /// Everything that the new refs reach and the old ones do not must be there.
  static void check(Repository repository, List<Ref> refs) throws IOException, RejectedException {
    try (ObjectWalk walk = new ObjectWalk(repository)) {
      for (Ref ref : refs) {
        walk.markStart(walk.parseAny(ref.getObjectId()));
      }
      for (Ref ref : repository.getRefDatabase().getRefs()) {
        if (ref.getObjectId() != null && !ref.isSymbolic()) {
          walk.markUninteresting(walk.parseAny(ref.getObjectId()));
        }
      }
      walk.checkConnectivity();
    } catch (MissingObjectException e) {
      throw new RejectedException("it did not send all objects: " + e.getMessage());
    }
  }
}
