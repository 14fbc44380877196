package dev.trainyard.git;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/// What pull requests bring, in a repository of its own beside the mirror: whatever anybody pushes
/// fills or breaks nothing else. It holds nothing that the remote does not have, so it is begun
/// anew when it is damaged or has grown too large.
///
/// For one thread at a time, but for [#commits].
public final class PullObjects implements AutoCloseable {
  /// Heads fetched over one connection; one at a time if that fails.
  private static final int BATCH = 50;

  private static final String MAIN = "refs/pulls/main";
  private static final String HEADS = "refs/pulls/heads/";
  private static final String RESULTS = "refs/pulls/results/";

  private final Mirror mirror;
  private final Remote remote;
  private final String main;
  private final ByteSize most;
  private final Commits commits;

  private PullObjects(Mirror mirror, Remote remote, String main, ByteSize most) {
    this.mirror = mirror;
    this.remote = remote;
    this.main = main;
    this.most = most;
    this.commits = new Commits(mirror);
  }

  /// Takes the folder; nothing is asked yet.
  ///
  /// @param settings of the controller's own mirror
  /// @param limits of one fetch of pull requests
  /// @param most size of the folder, after which it is begun anew
  public static PullObjects open(
      RepositorySettings settings, Path folder, RemoteLimits limits, ByteSize most)
      throws IOException, MirrorInUseException {
    Mirror mirror = Mirror.open(folder, settings.remote().url());
    RemoteSettings limited =
        new RemoteSettings(settings.remote().url(), settings.remote().credentials(), limits);
    Remote remote = new Remote(limited, mirror.emptyHome());
    return new PullObjects(mirror, remote, BranchNames.of(settings).main(), most);
  }

  /// What became of fetching a head.
  public sealed interface Arrival {
    /// It is here.
    ///
    /// @param head where it is now; it may have moved since it was listed
    record Here(CommitId head) implements Arrival {}

    /// There is no such ref any more.
    record Gone() implements Arrival {}

    /// It cannot be had.
    record Refused(String why) implements Arrival {}
  }

  /// What a fetch brought.
  ///
  /// @param main the commit that pull requests would be merged into
  /// @param heads per name of a pull request
  public record Fetched(CommitId main, Map<String, Arrival> heads) {
    public Fetched {
      heads = Map.copyOf(heads);
    }
  }

  /// What the commits of pull requests hold, and what main would after their merge.
  public Commits commits() {
    return commits;
  }

  /// Brings main and these heads here; one that cannot be had does not keep the others away.
  ///
  /// @throws RemoteException if main cannot be had
  public Fetched fetch(List<PullHead> heads) throws IOException, RemoteException {
    mirror.replaceIfDamaged();
    mirror.replaceIfLarger(most);
    CommitId base = fetchMain();
    Map<String, Arrival> arrivals = new HashMap<>();
    for (int from = 0; from < heads.size(); from += BATCH) {
      arrivals.putAll(batch(heads.subList(from, Math.min(heads.size(), from + BATCH))));
    }
    return new Fetched(base, arrivals);
  }

  private CommitId fetchMain() throws IOException, RemoteException {
    Ref found = remote.fetch(repository(), List.of(main)).get(main);
    ObjectId tip = found == null ? null : found.getObjectId();
    if (tip == null) {
      throw new IOException("the repository has no main branch");
    }
    keep(MAIN, tip);
    return new CommitId(tip.name());
  }

  private Map<String, Arrival> batch(List<PullHead> heads) throws IOException {
    try {
      return arrivals(heads, remote.fetch(repository(), refs(heads)));
    } catch (RemoteException e) {
      if (heads.size() == 1) {
        return Map.of(heads.getFirst().name(), new Arrival.Refused("" + e.getMessage()));
      }
    }
    Map<String, Arrival> arrivals = new HashMap<>();
    for (PullHead head : heads) {
      arrivals.putAll(batch(List.of(head)));
    }
    return arrivals;
  }

  private static List<String> refs(List<PullHead> heads) {
    return heads.stream().map(PullHead::ref).toList();
  }

  private Map<String, Arrival> arrivals(List<PullHead> heads, Map<String, Ref> found)
      throws IOException {
    Map<String, Arrival> arrivals = new HashMap<>();
    for (PullHead head : heads) {
      Ref ref = found.get(head.ref());
      ObjectId tip = ref == null ? null : ref.getObjectId();
      if (tip == null) {
        arrivals.put(head.name(), new Arrival.Gone());
      } else {
        keep(HEADS + head.name(), tip);
        arrivals.put(head.name(), new Arrival.Here(new CommitId(tip.name())));
      }
    }
    return arrivals;
  }

  /// Merges a head into main, in memory; the same two give the same commit.
  ///
  /// @throws UnreadableRepositoryException if what is here is damaged; the next fetch begins anew
  public MergeResult merge(PullHead pull, CommitId base, CommitId head) throws IOException {
    MergeResult result = mirror.read(git -> new TreeMerge(git).merge(base, head));
    if (result instanceof MergeResult.Merged(CommitId commit)) {
      keep(RESULTS + pull.name(), Commits.id(commit));
    }
    return result;
  }

  /// Gives up what is kept of all other pull requests, and packs what is left if there is much.
  public void retain(Set<String> names) throws IOException {
    mirror.read(
        git -> {
          Set<String> gone = new HashSet<>();
          for (String prefix : List.of(HEADS, RESULTS)) {
            for (Ref ref : git.getRefDatabase().getRefsByPrefix(prefix)) {
              if (!names.contains(ref.getName().substring(prefix.length()))) {
                gone.add(ref.getName());
              }
            }
          }
          for (String name : gone) {
            RefUpdate update = git.updateRef(name);
            update.setForceUpdate(true);
            check(name, update.delete());
          }
          return gone;
        });
    if (remote.isIdle()) {
      mirror.housekeep();
    }
  }

  private void keep(String name, ObjectId commit) throws IOException {
    mirror.read(
        git -> {
          RefUpdate update = git.updateRef(name);
          update.setNewObjectId(commit);
          update.setForceUpdate(true);
          return check(name, update.update());
        });
  }

  private static RefUpdate.Result check(String name, RefUpdate.Result result) throws IOException {
    return switch (result) {
      case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> result;
      default -> throw new IOException("the ref " + name + " could not be moved: " + result);
    };
  }

  private Repository repository() throws IOException {
    return mirror.read(git -> git);
  }

  @Override
  public void close() throws IOException {
    remote.close();
    mirror.close();
  }
}
