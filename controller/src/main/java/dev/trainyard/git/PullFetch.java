package dev.trainyard.git;

import dev.trainyard.git.PullObjects.Arrival;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/// Brings heads of pull requests here: one that cannot be had does not keep the others away.
///
/// @param main the branch that is there if the remote answers at all
record PullFetch(Mirror mirror, Remote remote, String main, PullObjects.Limits limits) {
  /// What refs begin with that keep heads.
  static final String HEADS = "refs/pulls/heads/";

  /// Heads fetched over one connection; fewer where that fails.
  private static final int BATCH = 50;

  /// Any two names can be kept beside each other by this: `x` and `x/y`, `a` and `A`.
  static String key(String name) {
    return Digest.ofParts(name).hex();
  }

  /// What became of each, by name; one that is here is not asked for.
  ///
  /// @throws RemoteException if the remote is away
  Map<String, Arrival> arrivals(List<PullHead> heads) throws IOException, RemoteException {
    Map<String, Arrival> arrivals = new HashMap<>();
    List<PullHead> missing = new ArrayList<>();
    for (PullHead head : heads) {
      if (isHere(head)) {
        arrivals.put(head.name(), new Arrival.Here(head.head()));
      } else {
        missing.add(head);
      }
    }
    for (int from = 0; from < missing.size(); from += BATCH) {
      List<PullHead> some = missing.subList(from, Math.min(missing.size(), from + BATCH));
      arrivals.putAll(mirror.isLargerThan(limits.folder()) ? refused(some) : batch(some));
    }
    return arrivals;
  }

  private boolean isHere(PullHead head) throws IOException {
    ObjectId id = Commits.id(head.head());
    return mirror.read(
        git -> {
          Ref ref = git.exactRef(HEADS + key(head.name()));
          return ref != null && id.equals(ref.getObjectId()) && git.getObjectDatabase().has(id);
        });
  }

  /// Where it is full and cannot be begun anew yet, what is here stays.
  private Map<String, Arrival> refused(List<PullHead> heads) {
    Map<String, Arrival> arrivals = new HashMap<>();
    for (PullHead head : heads) {
      arrivals.put(
          head.name(),
          new Arrival.Refused(
              "what was pushed within the last hour fills all of the %s kept for pull requests"
                  .formatted(limits.folder())));
    }
    return arrivals;
  }

  /// Halves what cannot be had together, down to the one that is to blame.
  private Map<String, Arrival> batch(List<PullHead> heads) throws IOException, RemoteException {
    String why;
    try {
      return bring(heads);
    } catch (RemoteException e) {
      why = String.valueOf(e.getMessage());
      remote.list(
          mirror.read(git -> git), List.of(main)); // throws if it is the remote that is to blame
    } catch (OutOfMemoryError | StackOverflowError e) {
      why = "it takes more memory than there is: " + e;
    }
    if (heads.size() == 1) {
      return Map.of(heads.getFirst().name(), new Arrival.Refused(why));
    }
    int half = heads.size() / 2;
    Map<String, Arrival> arrivals = new HashMap<>(batch(heads.subList(0, half)));
    arrivals.putAll(batch(heads.subList(half, heads.size())));
    return arrivals;
  }

  private Map<String, Arrival> bring(List<PullHead> heads) throws IOException, RemoteException {
    List<String> refs = heads.stream().map(PullHead::ref).toList();
    Path folder = mirror.read(git -> git.getDirectory().toPath());
    try (Repository limited = new LimitedRepository(folder, limits.file())) {
      Map<String, Ref> found = remote.fetch(limited, refs);
      Map<String, Arrival> arrivals = new HashMap<>();
      for (PullHead head : heads) {
        Ref ref = found.get(head.ref());
        ObjectId tip = ref == null ? null : ref.getObjectId();
        arrivals.put(head.name(), tip == null ? new Arrival.Gone() : arrival(limited, head, tip));
      }
      return arrivals;
    }
  }

  private Arrival arrival(Repository limited, PullHead head, ObjectId tip) {
    try (RevWalk walk = new RevWalk(limited)) {
      if (!(walk.parseAny(tip) instanceof RevCommit)) {
        return new Arrival.Refused("there is no commit at " + head.ref());
      }
      mirror.read(git -> MirrorRefs.apply(git, Map.of(HEADS + key(head.name()), tip)));
      return new Arrival.Here(new CommitId(tip.name()));
    } catch (IOException e) {
      return new Arrival.Refused("it cannot be kept: " + e.getMessage());
    }
  }
}
