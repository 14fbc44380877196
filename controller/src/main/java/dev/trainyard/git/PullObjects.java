package dev.trainyard.git;

import static org.eclipse.jgit.lib.Constants.R_TAGS;

import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/// What pull requests bring, in a repository of its own beside the mirror: whatever anybody pushes
/// fills or breaks nothing else. It holds nothing that the remote does not have, so it is begun
/// anew when it is damaged or has grown too large.
///
/// For one thread at a time, but for [#commits].
public final class PullObjects implements AutoCloseable {
  /// How long a folder that was begun anew is left alone, however much is pushed.
  private static final Duration LEFT_ALONE = Duration.ofHours(1);

  private static final String MAIN = "refs/pulls/main";
  private static final String BASE = "refs/pulls/base";
  private static final String HEADS = PullFetch.HEADS;
  private static final String RESULTS = "refs/pulls/results/";

  /// What asking for the refs of pull requests may cost.
  private static final RemoteLimits LISTING =
      new RemoteLimits(Duration.ofSeconds(30), ByteSize.parse("32Mi"));

  private final Mirror mirror;
  private final Remote remote;
  private final Remote listing;
  private final Remote mainline;
  private final BranchNames branches;
  private final PullRefs refs;
  private final PullFetch fetch;
  private final Limits limits;
  private final Commits commits;
  private long begun = System.nanoTime() - LEFT_ALONE.toNanos();

  /// Whether everything is gone that was here, and nobody was told so.
  private boolean untold;

  private PullObjects(
      Mirror mirror, RepositorySettings settings, RemoteLimits fetch, Limits limits) {
    this.mirror = mirror;
    this.remote = remote(settings, mirror, fetch);
    this.listing = remote(settings, mirror, LISTING);
    this.mainline = remote(settings, mirror, settings.remote().limits());
    this.branches = BranchNames.of(settings);
    this.refs = settings.pulls();
    this.limits = limits;
    this.fetch = new PullFetch(mirror, remote, branches.main(), limits);
    this.commits = new Commits(mirror, new TagSignatures(settings.signatures()));
  }

  /// @param file the size of a file that a pull request may bring
  /// @param folder size of the folder, after which it is begun anew
  record Limits(ByteSize file, ByteSize folder) {}

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
    names.add(R_TAGS + "*");
    Map<String, Ref> found = listing.list(mirror.read(git -> git), names);
    return new Tips.Pulls(
        refs.heads(found, branches), refs.approved(found.keySet()), tags(found.values()));
  }

  private static Digest tags(Collection<Ref> refs) {
    return Digest.ofParts(
        refs.stream()
            .filter(ref -> ref.getName().startsWith(R_TAGS))
            .map(ref -> ref.getName() + " " + ObjectId.toString(ref.getObjectId()))
            .sorted()
            .toArray(String[]::new));
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
  /// @param anew whether everything that was here before is gone, such as merge results
  /// @param heads per name of a pull request
  public record Fetched(boolean anew, Map<String, Arrival> heads) {
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
    // Whoever fetches next hears of it too, until one fetch has succeeded.
    untold |= beginAnewIfNeeded();
    fetchMain();
    Fetched fetched = new Fetched(untold, fetch.arrivals(heads));
    untold = false;
    return fetched;
  }

  /// A fetch that was given up may still write: what it writes to stays.
  private boolean beginAnewIfNeeded() throws IOException {
    if (!isIdle()) {
      return false;
    }
    boolean anew = mirror.replaceIfDamaged();
    if (!anew && System.nanoTime() - begun >= LEFT_ALONE.toNanos()) {
      anew = mirror.replaceIfLarger(limits.folder());
    }
    if (anew) {
      begun = System.nanoTime();
    }
    return anew;
  }

  private boolean isIdle() {
    return remote.isIdle() && mainline.isIdle();
  }

  private void fetchMain() throws IOException, RemoteException {
    Map<String, Ref> found =
        mainline.fetch(mirror.read(git -> git), List.of(branches.main(), R_TAGS + "*"));
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
      keep(RESULTS + PullFetch.key(pull.name()), Commits.id(commit));
    }
    return result;
  }

  /// What was found damaged is a head's own fault: the others are not fetched anew for it.
  public void forgive() {
    mirror.forgive();
  }

  /// Gives up what is kept of all other pull requests.
  public void retain(Set<String> names) throws IOException {
    Set<String> keys = new HashSet<>();
    names.forEach(name -> keys.add(PullFetch.key(name)));
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
    if (isIdle()) {
      mirror.housekeep();
    }
  }

  private void keep(String name, ObjectId commit) throws IOException {
    mirror.read(git -> MirrorRefs.apply(git, Map.of(name, commit)));
  }

  @Override
  public void close() throws IOException {
    remote.close();
    mainline.close();
    listing.close();
    mirror.close();
  }
}
