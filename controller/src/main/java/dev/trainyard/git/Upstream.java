package dev.trainyard.git;

import static org.eclipse.jgit.lib.Constants.R_TAGS;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/// The mirror and the remote together: what was seen there is kept here.
final class Upstream implements AutoCloseable {
  private static final String TAGS = R_TAGS + "*";

  private final Mirror mirror;
  private final Remote remote;
  private final BranchNames branches;

  Upstream(Mirror mirror, Remote remote, RepositorySettings settings) {
    this.mirror = mirror;
    this.remote = remote;
    this.branches = BranchNames.of(settings);
  }

  Mirror mirror() {
    return mirror;
  }

  /// One listing, restricted to what we look at; with a new mirror, its first fetch.
  Tips tips() throws IOException, RemoteException {
    if (mirror.replaceIfDamaged()) {
      return fetch();
    }
    return tips(remote.list(repository(), wanted()));
  }

  Tips fetch() throws IOException, RemoteException {
    mirror.replaceIfDamaged();
    Map<String, Ref> seen = remote.fetch(repository(), wanted());
    mirror.read(
        repository -> {
          Map<String, ObjectId> updates = MirrorRefs.tags(repository, seen);
          updates.put(BranchNames.SEEN_MAIN, id(seen, branches.main()));
          putStatus(updates, id(seen, branches.status()));
          return MirrorRefs.apply(repository, updates);
        });
    return tips(seen);
  }

  private List<String> wanted() {
    return List.of(branches.main(), branches.status(), TAGS);
  }

  /// What the mirror holds, as one listing would say it.
  Tips lastSeen() throws IOException {
    return mirror.read(
        git -> {
          Map<String, Ref> refs = new HashMap<>();
          for (Ref tag : git.getRefDatabase().getRefsByPrefix(R_TAGS)) {
            refs.put(tag.getName(), git.getRefDatabase().peel(tag));
          }
          Optional.ofNullable(git.exactRef(BranchNames.SEEN_MAIN))
              .ifPresent(ref -> refs.put(branches.main(), ref));
          Optional.ofNullable(git.exactRef(BranchNames.SEEN_STATUS))
              .ifPresent(ref -> refs.put(branches.status(), ref));
          return tips(refs);
        });
  }

  /// Brings the status branch only.
  void fetchStatus() throws IOException, RemoteException {
    Map<String, Ref> seen = remote.fetch(repository(), List.of(branches.status()));
    sawStatus(id(seen, branches.status()));
  }

  /// Where the remote's status branch is now.
  Optional<ObjectId> askStatus() throws IOException, RemoteException {
    Map<String, Ref> seen = remote.list(repository(), List.of(branches.status()));
    return present(id(seen, branches.status()));
  }

  Remote.Pushed pushStatus(ObjectId expected, ObjectId commit) throws IOException, RemoteException {
    return remote.push(repository(), branches.status(), expected, commit);
  }

  void sawStatus(ObjectId commit) throws IOException {
    Map<String, ObjectId> updates = new HashMap<>();
    putStatus(updates, commit);
    mirror.read(repository -> MirrorRefs.apply(repository, updates));
  }

  /// Keeps this commit, whatever becomes of main.
  void accept(ObjectId commit) throws IOException {
    Map<String, ObjectId> updates = new HashMap<>();
    updates.put(BranchNames.ACCEPTED_MAIN, commit);
    mirror.read(repository -> MirrorRefs.apply(repository, updates));
  }

  /// The newest commit whose history is known to be signed, if any.
  Optional<CommitId> verified() throws IOException {
    return mirror.read(
        git ->
            Optional.ofNullable(git.exactRef(BranchNames.VERIFIED_MAIN))
                .map(Ref::getObjectId)
                .map(id -> new CommitId(id.name())));
  }

  /// Notes how far history is known to be signed; the zero id forgets it.
  void verify(ObjectId commit) throws IOException {
    Map<String, ObjectId> updates = new HashMap<>();
    updates.put(BranchNames.VERIFIED_MAIN, commit);
    mirror.read(repository -> MirrorRefs.apply(repository, updates));
  }

  Housekeeping housekeep() throws IOException {
    return remote.isIdle() ? mirror.housekeep() : Housekeeping.NOTHING_TO_DO;
  }

  private Repository repository() throws IOException {
    return mirror.read(repository -> repository);
  }

  private Tips tips(Map<String, Ref> refs) {
    Map<String, String> tags = new HashMap<>();
    refs.forEach(
        (name, ref) -> {
          if (name.startsWith(R_TAGS)) {
            ObjectId peeled = ref.getPeeledObjectId();
            ObjectId id = peeled == null ? id(refs, name) : peeled;
            tags.put(name.substring(R_TAGS.length()), id.name());
          }
        });
    return new Tips(commit(refs, branches.main()), commit(refs, branches.status()), tags);
  }

  private static Optional<CommitId> commit(Map<String, Ref> refs, String name) {
    return present(id(refs, name)).map(id -> new CommitId(id.name()));
  }

  /// The zero id if there is no such ref.
  private static ObjectId id(Map<String, Ref> refs, String name) {
    Ref ref = refs.get(name);
    return ref == null || ref.getObjectId() == null ? ObjectId.zeroId() : ref.getObjectId();
  }

  private static Optional<ObjectId> present(ObjectId id) {
    return Optional.of(id).filter(some -> !some.equals(ObjectId.zeroId()));
  }

  /// A branch deleted on the remote is no longer seen, but its last commit is kept.
  private static void putStatus(Map<String, ObjectId> updates, ObjectId status) {
    updates.put(BranchNames.SEEN_STATUS, status);
    if (present(status).isPresent()) {
      updates.put(BranchNames.KEPT_STATUS, status);
    }
  }

  @Override
  public void close() throws IOException {
    remote.close();
    mirror.close();
  }
}
