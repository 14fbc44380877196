package dev.trainyard.git;

import dev.trainyard.git.SignatureKeys.Texts;
import dev.trainyard.git.SignatureSettings.Mode;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/// Whether the commits that main gains are signed by known keys.
///
/// The files of keys are read anew each time; nothing else says which keys count. How far history
/// was found good is kept in the mirror, where nobody can push. Where that is not known, a good
/// signature of the newest commit vouches for all before it: it covers their ids.
public final class Signatures {
  private static final int MOST_REMEMBERED = 100_000;

  private final Upstream upstream;
  private final SignatureSettings settings;
  private final Set<ObjectId> good = new HashSet<>();
  private @Nullable Texts texts;
  private @Nullable SignatureKeys keys;

  Signatures(Upstream upstream, SignatureSettings settings) {
    this.upstream = upstream;
    this.settings = settings;
  }

  /// What was found.
  public sealed interface Verdict {
    /// All that is new is signed by known keys.
    record Good() implements Verdict {}

    /// Something is not.
    ///
    /// @param first the oldest of them
    /// @param bad how many there are
    /// @param all how many commits are new
    record Bad(UnverifiedCommit first, int bad, int all) implements Verdict {}

    /// The keys are not known, so nothing is.
    record Unknown(String why) implements Verdict {}
  }

  public Mode mode() {
    return settings.mode();
  }

  /// Differs from what it was before exactly if keys have changed.
  public Object keysNow() {
    try {
      return mode() == Mode.OFF && settings.packages() == Mode.OFF ? "" : Texts.read(settings);
    } catch (UnusableKeysException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// Makes sure that keys can be read.
  public static void check(SignatureSettings settings) throws UnusableKeysException {
    JGitSetup.ensure();
    SignatureKeys.parse(settings, Texts.read(settings));
  }

  /// The newest commit whose history was found good, if any.
  public Optional<CommitId> verified() throws IOException {
    return upstream.verified();
  }

  /// Remembers that this commit and all before it are good.
  public void accept(CommitId commit) throws IOException {
    if (!upstream.verified().equals(Optional.of(commit))) {
      upstream.verify(Commits.id(commit));
    }
  }

  /// Forgets how far history was found good.
  public void forget() throws IOException {
    if (upstream.verified().isPresent()) {
      upstream.verify(ObjectId.zeroId());
    }
  }

  /// Looks at a commit of main, and at all that is new in its history.
  ///
  /// @param vouched commits that an operator answers for, with all before them
  /// @param time a key must still be valid then
  public Verdict judge(CommitId main, Collection<CommitId> vouched, Instant time)
      throws IOException {
    SignatureKeys now;
    try {
      now = keys();
    } catch (UnusableKeysException e) {
      return new Verdict.Unknown(String.valueOf(e.getMessage()));
    }
    List<CommitId> known = new ArrayList<>(vouched);
    verified().ifPresent(known::add);
    return upstream.mirror().read(git -> verdict(git, gained(git, main, known), now, time));
  }

  private SignatureKeys keys() throws UnusableKeysException {
    Texts read = Texts.read(settings);
    SignatureKeys before = keys;
    if (before != null && read.equals(texts)) {
      return before;
    }
    good.clear();
    keys = null;
    SignatureKeys now = SignatureKeys.parse(settings, read);
    texts = read;
    keys = now;
    return now;
  }

  /// The commits whose signatures matter, the newest first.
  private static List<RevCommit> gained(Repository git, CommitId main, List<CommitId> known)
      throws IOException {
    try (RevWalk walk = new RevWalk(git)) {
      boolean begun = false;
      for (CommitId each : known) {
        if (git.getObjectDatabase().has(Commits.id(each))) {
          walk.markUninteresting(walk.parseCommit(Commits.id(each)));
          begun = true;
        }
      }
      RevCommit tip = Commits.commit(git, walk, main);
      if (!begun) {
        return List.of(tip);
      }
      walk.markStart(tip);
      List<RevCommit> gained = new ArrayList<>();
      walk.forEach(gained::add);
      return gained;
    }
  }

  private Verdict verdict(Repository git, List<RevCommit> gained, SignatureKeys now, Instant time) {
    UnverifiedCommit first = null;
    int bad = 0;
    for (RevCommit commit : gained) {
      Optional<String> objection =
          good.contains(commit)
              ? Optional.empty()
              : now.objection(git, commit.getRawBuffer(), time);
      if (objection.isPresent()) {
        first = new UnverifiedCommit(new CommitId(commit.name()), author(commit), objection.get());
        bad++;
      } else if (good.size() < MOST_REMEMBERED) {
        good.add(commit.copy());
      }
    }
    return first == null ? new Verdict.Good() : new Verdict.Bad(first, bad, gained.size());
  }

  private static String author(RevCommit commit) {
    try {
      PersonIdent author = Objects.requireNonNull(commit.getAuthorIdent());
      return author.getName() + " <" + author.getEmailAddress() + ">";
    } catch (RuntimeException _) {
      return "somebody whose name cannot be read";
    }
  }
}
