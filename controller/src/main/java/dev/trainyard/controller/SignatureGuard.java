package dev.trainyard.controller;

import dev.trainyard.git.ConfigRepository;
import dev.trainyard.git.SignatureSettings.Mode;
import dev.trainyard.git.Signatures;
import dev.trainyard.git.Signatures.Verdict;
import dev.trainyard.git.TagSignatures;
import dev.trainyard.git.UnverifiedCommit;
import dev.trainyard.git.UnverifiedTag;
import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Only signed history is acted on, if the operator wants it so: what a commit says counts when all
/// that is new in its history is signed by known keys.
final class SignatureGuard {
  static final String CONDITION = "Verified";

  private static final String PACKAGES = "PackagesVerified";
  private static final String TAG_REMEDY =
      "sign it again with git tag --sign --force and push it with --force, add the missing key to"
          + " the file that spec.repository.signatures names, or name only signed tags in the"
          + " package's source.tags";

  private final ConfigRepository repository;
  private final Signatures signatures;
  private final List<CommitId> vouched;
  private final YardConditions conditions;

  /// @param vouched commits that an operator answers for, with all before them
  SignatureGuard(ConfigRepository repository, List<CommitId> vouched, YardConditions conditions) {
    this.repository = repository;
    this.signatures = repository.signatures();
    this.vouched = List.copyOf(vouched);
    this.conditions = conditions;
  }

  /// Equal as long as verdicts stay what they are.
  Object keysNow() {
    return signatures.keysNow();
  }

  /// Whether a commit of main may be acted on; tells what was found.
  boolean admits(CommitId wanted) throws IOException {
    if (signatures.mode() == Mode.OFF) {
      conditions.off(CONDITION);
      signatures.forget(); // what came meanwhile is nobody's fault when this is turned on
      return true;
    }
    return switch (signatures.judge(wanted, vouched, conditions.now())) {
      case Verdict.Good() -> {
        conditions.holds(CONDITION, "Signed");
        remember(wanted);
        yield true;
      }
      case Verdict.Bad(UnverifiedCommit first, int bad, int all) -> {
        String others = all == 1 ? "" : " (%d of %d new commits are not signed well)";
        String what =
            "commit %s by %s cannot be trusted: %s%s"
                .formatted(
                    first.commit().hex(), first.author(), first.why(), others.formatted(bad, all));
        yield fails("NotSigned", what, remedy(wanted));
      }
      case Verdict.Unknown(String why) ->
          fails("KeysUnknown", "the keys of signatures are not known: " + why, "mend that file");
    };
  }

  /// Says whether tags of these packages are signed.
  void judgeTags(Collection<String> packages) {
    TagSignatures tags = repository.commits().tags();
    List<UnverifiedTag> refused = tags.refused(packages);
    if (tags.mode() == Mode.OFF) {
      conditions.off(PACKAGES);
      return;
    } else if (refused.isEmpty()) {
      conditions.holds(PACKAGES, "Signed");
      return;
    }
    UnverifiedTag first = refused.getFirst();
    String others = refused.size() == 1 ? "" : " (and %d others)".formatted(refused.size() - 1);
    String meanwhile =
        tags.mode() == Mode.WARN
            ? "it counts nevertheless (packages: warn)"
            : "it is no version of the package";
    conditions.fails(
        PACKAGES,
        "TagsNotSigned",
        "tag %s of package %s cannot be trusted: %s%s; %s; %s"
            .formatted(first.tag(), first.name(), first.why(), others, meanwhile, TAG_REMEDY));
  }

  private static String remedy(CommitId wanted) {
    return "push it again with good signatures, or add the missing key to the file that"
        + " spec.repository.signatures names, or, if you answer for all of it, start the"
        + " controller with --accept-history "
        + wanted.hex();
  }

  private boolean fails(String reason, String what, String remedy) throws IOException {
    boolean goesOn = signatures.mode() == Mode.WARN;
    String meanwhile =
        goesOn
            ? "it counts nevertheless (mode: warn)"
            : signatures
                .verified()
                .map(it -> "the yard stays at %s, the last good commit".formatted(it.hex()))
                .orElse("nothing is done, since no good commit is known");
    conditions.fails(CONDITION, reason, "%s; %s; %s".formatted(what, meanwhile, remedy));
    return goesOn;
  }

  private void remember(CommitId wanted) throws IOException {
    Optional<CommitId> known = signatures.verified();
    if (known.isEmpty() || !repository.commits().isDescendant(wanted, known.get())) {
      signatures.accept(wanted);
    }
  }

  /// The last good commit, for a controller that has just begun.
  ///
  /// @param acted what was acted on before: nothing that is older is read, since what came later
  ///   would seem deleted
  /// @throws IOException if there is no such commit
  CommitId lastGood(Optional<CommitId> acted) throws IOException {
    Optional<CommitId> known = signatures.verified();
    if (known.isPresent() && repository.commits().has(known.get())) {
      if (acted.isEmpty() || repository.commits().isDescendant(acted.get(), known.get())) {
        return known.get();
      }
    }
    String older =
        known.isEmpty() ? "" : "; nothing is done meanwhile: later commits were acted on already";
    throw new IOException(conditions.message(CONDITION) + older);
  }
}
