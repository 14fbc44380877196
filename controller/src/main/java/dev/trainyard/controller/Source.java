package dev.trainyard.controller;

import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.RemoteException;
import dev.trainyard.git.Tips;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The yard as its repository has it: [#ask] where the remote stands, [#bring] what has moved, and
/// [#read] the yard from that.
final class Source {
  private static final String MAIN = "MainFound";

  private static final String NO_MAIN =
      "the repository has no main branch any more; what was read last is kept, restore the branch"
          + " or see spec.repository.main";

  private final ConfigRepository repository;
  private final YardReader reader;
  private final HistoryGuard history;
  private final SignatureGuard signatures;
  private final YardConditions conditions;
  private final Journal journal;
  private @Nullable Tips tips;
  private @Nullable List<Object> lastRead;
  private @Nullable Snapshot snapshot;

  Source(
      ConfigRepository repository,
      YardReader reader,
      HistoryGuard history,
      YardConditions conditions,
      Journal journal) {
    this.repository = repository;
    this.reader = reader;
    this.history = history;
    this.signatures = new SignatureGuard(repository, history.acknowledged(), conditions);
    this.conditions = conditions;
    this.journal = journal;
  }

  /// One listing of the remote.
  Tips ask() throws IOException, RemoteException {
    return repository.tips();
  }

  /// Fetches what the remote has and the mirror has not.
  void bring(Tips asked) throws IOException, RemoteException {
    boolean isHere =
        wanted(asked).equals(lastRead) && asked.status().equals(repository.status().seen());
    tips = isHere ? asked : repository.fetch();
  }

  /// Falls back to what the mirror holds, if nothing newer is known.
  void makeDo() throws IOException {
    Tips seen = repository.lastSeen();
    if (tips == null && seen.main().isPresent()) {
      tips = seen;
    }
  }

  /// Whether the repository is not where it was when the yard was read.
  boolean hasMoved() {
    return tips != null && !wanted(tips).equals(lastRead);
  }

  private List<Object> wanted(Tips tips) {
    return List.of(tips.main(), tips.tags(), signatures.keysNow());
  }

  /// The yard as it was read last.
  Optional<Snapshot> yard() {
    return Optional.ofNullable(snapshot);
  }

  /// The yard at the main branch, or as it was read last if that cannot be used.
  ///
  /// @param observed the commit that was acted on before, if any
  Optional<Snapshot> read(Optional<CommitId> observed) throws IOException {
    Tips now = tips;
    List<Object> read = now == null ? List.of() : wanted(now);
    if (now != null && (snapshot == null || !read.equals(lastRead))) {
      if (now.main().isPresent()) {
        read(now.main().get(), observed);
      } else if (snapshot == null) {
        throw new IOException("the repository has no main branch yet; see spec.repository.main");
      } else {
        conditions.fails(MAIN, "NoMainBranch", NO_MAIN);
      }
      lastRead = read;
    }
    return yard();
  }

  private void read(CommitId main, Optional<CommitId> observed) throws IOException {
    conditions.holds(MAIN, "Found");
    CommitId seen = observed.orElse(main);
    Optional<String> rewritten = history.objection(seen, main);
    if (rewritten.isPresent()) {
      conditions.fails(HistoryGuard.CONDITION, "HistoryRewritten", rewritten.get());
    } else {
      conditions.holds(HistoryGuard.CONDITION, "Descendant");
    }
    CommitId commit = rewritten.isPresent() ? seen : main;
    if (rewritten.isPresent() && !repository.commits().has(commit)) {
      if (snapshot == null) {
        throw new IOException(rewritten.get());
      }
    } else if (signatures.admits(commit)) {
      if (rewritten.isEmpty()) {
        repository.accept(main);
      }
      take(commit);
    } else if (snapshot == null) {
      take(signatures.lastGood(observed));
    }
  }

  private void take(CommitId commit) throws IOException {
    Snapshot yard = reader.read(commit);
    judge(yard);
    signatures.judgeTags(yard.packageVersions().keySet());
    journal.problems(snapshot, yard);
    snapshot = yard;
  }

  private void judge(Snapshot yard) {
    long errors = yard.problems().stream().filter(Problem::isError).count();
    if (errors == 0) {
      conditions.holds("Valid", "NoProblems");
    } else {
      String count = errors == 1 ? "1 problem" : errors + " problems";
      conditions.fails(
          "Valid", "Problems", count + "; a file with errors counts in its last valid version");
    }
  }
}
