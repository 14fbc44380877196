package dev.trainyard.git;

import static org.eclipse.jgit.lib.Constants.R_TAGS;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/// What pull requests bring, in a repository of its own beside the mirror: whatever anybody pushes
/// fills or breaks nothing else. It holds nothing that the remote does not have, so it is begun
/// anew when it is damaged or has grown too large.
///
/// For one thread at a time, but for [#commits].
public final class PullObjects implements AutoCloseable {
  /// Heads fetched over one connection; fewer where that fails.
  private static final int BATCH = 50;

  /// How long a folder that was begun anew is left alone, however much is pushed.
  private static final Duration LEFT_ALONE = Duration.ofHours(1);

  private static final String MAIN = "refs/pulls/main";
  private static final String BASE = "refs/pulls/base";
  private static final String HEADS = "refs/pulls/heads/";
  private static final String RESULTS = "refs/pulls/results/";

  /// What asking for the refs of pull requests may cost.
  private static final RemoteLimits LISTING =
      new RemoteLimits(Duration.ofSeconds(30), ByteSize.parse("32Mi"));

  private final Mirror mirror;
  private final Remote remote;
  private final Remote listing;
  private final BranchNames branches;
  private final PullRefs refs;
  private final Limits limits;
  private final Commits commits;
  private long begun = System.nanoTime() - LEFT_ALONE.toNanos();

  private PullObjects(
      Mirror mirror, RepositorySettings settings, RemoteLimits fetch, Limits limits) {
    this.mirror = mirror;
    this.remote = remote(settings, mirror, fetch);
    this.listing = remote(settings, mirror, LISTING);
    this.branches = BranchNames.of(settings);
    this.refs = settings.pulls();
    this.limits = limits;
    this.commits = new Commits(mirror);
  }

  /// @param file the size of a file that a pull request may bring
  /// @param folder size of the folder, after which it is begun anew
  private record Limits(ByteSize file, ByteSize folder) {}

  /// Takes the folder; nothing is asked yet.
  ///
  /// @param settings of the controller's own mirror
  /// @param limits of one fetch of pull requests; none of their files may be larger either
  /// @param most size of the folder, after which it is begun anew
  public static PullObjects open(
      RepositorySettings settings, Path folder, RemoteLimits limits, ByteSize most)
      throws IOException, MirrorInUseException {
    Mirror mirror = Mirror.open(folder, settings.remote().url());
    return new PullObjects(mirror, settings, limits, new Limits(limits.received(), most));
  }

  private static Remote remote(RepositorySettings settings, Mirror mirror, RemoteLimits limits) {
    RemoteSettings limited =
        new RemoteSettings(settings.remote().url(), settings.remote().credentials(), limits);
    return new Remote(limited, mirror.emptyHome());
  }

  /// How many open pull requests are looked at.
  public int most() {
    return refs.most();
  }

  /// What the remote shows of pull requests: one listing. Any thread may ask, one at a time.
  public Tips.Pulls list() throws IOException, RemoteException {
    List<String> names = new ArrayList<>(refs.names());
    names.add(branches.main());
    Map<String, Ref> found = listing.list(mirror.read(git -> git), names);
    return new Tips.Pulls(refs.heads(found, branches), refs.approved(found.keySet()));
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
  /// @param main where the main branch is
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

  /// Brings main with the tags, and these heads here; one that cannot be had does not keep the
  /// others away, and one that is here is not asked for.
  ///
  /// @throws RemoteException if main cannot be had, or the remote is away
  public Fetched fetch(List<PullHead> heads) throws IOException, RemoteException {
    beginAnewIfNeeded();
    CommitId base = fetchMain();
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
      arrivals.putAll(batch(missing.subList(from, Math.min(missing.size(), from + BATCH))));
    }
    return new Fetched(base, arrivals);
  }

  /// A fetch that was given up may still write: what it writes to stays.
  private void beginAnewIfNeeded() throws IOException {
    if (!remote.isIdle()) {
      return;
    }
    boolean anew = mirror.replaceIfDamaged();
    if (!anew && System.nanoTime() - begun >= LEFT_ALONE.toNanos()) {
      anew = mirror.replaceIfLarger(limits.folder());
    }
    if (anew) {
      begun = System.nanoTime();
    }
  }

  private CommitId fetchMain() throws IOException, RemoteException {
    Map<String, Ref> found =
        remote.fetch(mirror.read(git -> git), List.of(branches.main(), R_TAGS + "*"));
    Ref branch = found.get(branches.main());
    ObjectId tip = branch == null ? null : branch.getObjectId();
    if (tip == null) {
      throw new IOException("the repository has no main branch");
    }
    mirror.read(
        git -> {
          Map<String, ObjectId> updates = MirrorRefs.tags(git, found);
          updates.put(MAIN, tip);
          return MirrorRefs.apply(git, updates);
        });
    return new CommitId(tip.name());
  }

  private boolean isHere(PullHead head) throws IOException {
    ObjectId id = Commits.id(head.head());
    return mirror.read(
        git -> {
          Ref ref = git.exactRef(HEADS + key(head.name()));
          return ref != null && id.equals(ref.getObjectId()) && git.getObjectDatabase().has(id);
        });
  }

  /// Halves what cannot be had together, down to the one that is to blame.
  private Map<String, Arrival> batch(List<PullHead> heads) throws IOException, RemoteException {
    String why;
    try {
      return bring(heads);
    } catch (RemoteException e) {
      why = String.valueOf(e.getMessage());
      remote.list(
          mirror.read(git -> git),
          List.of(branches.main())); // throws if it is the remote that is to blame
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
      keep(HEADS + key(head.name()), tip);
      return new Arrival.Here(new CommitId(tip.name()));
    } catch (IOException e) {
      return new Arrival.Refused("it cannot be kept: " + e.getMessage());
    }
  }

  /// Keeps the commit that pull requests are merged with, whatever becomes of main.
  ///
  /// @return whether it is here
  public boolean accept(CommitId base) throws IOException {
    if (!commits.has(base)) {
      return false;
    }
    keep(BASE, Commits.id(base));
    return true;
  }

  /// Merges a head into main, in memory; the same two give the same commit.
  ///
  /// @throws UnreadableRepositoryException if what is here is damaged; the next fetch begins anew
  public MergeResult merge(PullHead pull, CommitId base, CommitId head) throws IOException {
    MergeLimits most = MergeLimits.upTo(limits.file());
    MergeResult result = mirror.read(git -> new TreeMerge(git, most).merge(base, head));
    if (result instanceof MergeResult.Merged(CommitId commit)) {
      keep(RESULTS + key(pull.name()), Commits.id(commit));
    }
    return result;
  }

  /// Gives up what is kept of all other pull requests.
  public void retain(Set<String> names) throws IOException {
    Set<String> keys = new HashSet<>();
    names.forEach(name -> keys.add(key(name)));
    mirror.read(
        git -> {
          Map<String, ObjectId> gone = new HashMap<>();
          for (String prefix : List.of(HEADS, RESULTS)) {
            for (Ref ref : git.getRefDatabase().getRefsByPrefix(prefix)) {
              if (!keys.contains(ref.getName().substring(prefix.length()))) {
                gone.put(ref.getName(), ObjectId.zeroId());
              }
            }
          }
          return MirrorRefs.apply(git, gone);
        });
  }

  /// Packs what is here if there is much.
  public void housekeep() throws IOException {
    if (remote.isIdle()) {
      mirror.housekeep();
    }
  }

  /// Any two names can be kept beside each other by this: `x` and `x/y`, `a` and `A`.
  private static String key(String name) {
    return Digest.ofParts(name).hex();
  }

  private void keep(String name, ObjectId commit) throws IOException {
    mirror.read(git -> MirrorRefs.apply(git, Map.of(name, commit)));
  }

  @Override
  public void close() throws IOException {
    remote.close();
    listing.close();
    mirror.close();
  }
}
