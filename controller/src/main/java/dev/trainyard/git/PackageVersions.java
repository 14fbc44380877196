package dev.trainyard.git;

import static org.eclipse.jgit.lib.Constants.R_TAGS;

import dev.trainyard.git.TagSignatures.Tagged;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/// The versions of one package: the tags that match its pattern and hold its folder.
final class PackageVersions {
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private static final Comparator<PackageVersion> NEWEST_FIRST =
      Comparator.comparing(PackageVersion::created)
          .thenComparing(PackageVersion::tag, NaturalOrder.INSTANCE)
          .reversed();

  private final Repository repository;
  private final String name;
  private final String folder;
  private final Optional<Glob> tags;
  private final TagSignatures signatures;

  PackageVersions(
      Repository repository, String name, PackageSpec.Source source, TagSignatures signatures) {
    this.repository = repository;
    this.name = name;
    this.folder = source.folder();
    this.tags = Optional.ofNullable(source.tags()).map(Glob::new);
    this.signatures = signatures;
  }

  List<PackageVersion> at(CommitId main) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      if (tags.isEmpty()) {
        RevCommit head = Commits.commit(repository, walk, main);
        return version(PackageVersion.HEAD, head).stream().toList();
      }
      Map<String, Tagged> matching = new TreeMap<>();
      for (Ref ref : repository.getRefDatabase().getRefsByPrefix(R_TAGS)) {
        String tag = ref.getName().substring(R_TAGS.length());
        if (tags.get().matches(tag)) {
          RevObject object = walk.parseAny(ref.getObjectId());
          if (walk.peel(object) instanceof RevCommit commit) {
            matching.put(tag, new Tagged(object, commit));
          }
        }
      }
      List<PackageVersion> versions = new ArrayList<>();
      for (Map.Entry<String, RevCommit> one :
          signatures.counting(repository, name, matching).entrySet()) {
        version(one.getKey(), one.getValue()).ifPresent(versions::add);
      }
      versions.sort(NEWEST_FIRST);
      return versions;
    }
  }

  private Optional<PackageVersion> version(String tag, RevCommit commit) throws IOException {
    return tree(commit)
        .map(
            tree ->
                new PackageVersion(name, tag, new CommitId(commit.name()), tree, created(commit)));
  }

  /// A commit may claim any time; those that cannot be are not passed on.
  private static Instant created(RevCommit commit) {
    Instant claimed = commit.getCommitterIdent().getWhenAsInstant();
    return claimed.isBefore(Instant.EPOCH) || claimed.isAfter(LATEST) ? Instant.EPOCH : claimed;
  }

  private Optional<String> tree(RevCommit commit) throws IOException {
    RevObject top = commit.getTree();
    if (folder.isEmpty() || folder.equals(".")) {
      return Optional.of(top.name());
    }
    try (TreeWalk walk = TreeWalk.forPath(repository, folder, commit.getTree())) {
      return walk != null && walk.getFileMode(0).equals(FileMode.TREE)
          ? Optional.of(walk.getObjectId(0).name())
          : Optional.empty();
    }
  }
}
