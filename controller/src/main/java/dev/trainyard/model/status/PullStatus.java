package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Digest;
import dev.trainyard.model.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of a pull request: `pulls/NAME.yaml` of the status branch.
///
/// @param name its number, or its branch
/// @param ref where its head is on the remote
/// @param head the commit that this speaks of
/// @param base the commit of main that it was merged into; null before that was tried
/// @param title as the forge has it; empty if that is not known
/// @param author user name on the forge; empty if that is not known
/// @param conditions `Mergeable`, `Valid`, `Trusted`, `Tested`
/// @param problems that it would bring to main, worst first, at most [#MOST_PROBLEMS]
/// @param problemCount how many there are
/// @param approvals of this very head
/// @param hold who holds it; empty if nobody does
/// @param retest when somebody asked for failed tests to be run again; null if nobody did
/// @param remark what became of the command that was written last, if it was not obeyed; else empty
/// @param heard which comments were acted upon
/// @param tests of what it changes, at most [#MOST_TESTS]
/// @param preview what merging it would do; null until that is known
public record PullStatus(
    String name,
    String ref,
    CommitId head,
    @Nullable CommitId base,
    String title,
    String author,
    List<Condition> conditions,
    int problemCount,
    List<Problem> problems,
    List<Approval> approvals,
    String hold,
    @Nullable Instant retest,
    String remark,
    Heard heard,
    List<WagonTestStatus> tests,
    @Nullable MergePreview preview) {
  /// How many problems the file lists.
  public static final int MOST_PROBLEMS = 50;

  /// How many wagons of one pull request are tested.
  public static final int MOST_TESTS = 100;

  private static final int LONGEST_NAME = 150;

  public static final String MERGEABLE = "Mergeable";
  public static final String VALID = "Valid";
  public static final String TRUSTED = "Trusted";
  public static final String TESTED = "Tested";

  public PullStatus {
    conditions = List.copyOf(conditions);
    problems = List.copyOf(problems);
    approvals = List.copyOf(approvals);
    tests = List.copyOf(tests);
  }

  /// The comments that were acted upon: none of them is obeyed a second time, however many there
  /// are.
  ///
  /// @param upTo all that were made up to then
  /// @param later ids of those made after that
  public record Heard(Instant upTo, List<String> later) {
    private static final int MOST_LATER = 100;

    /// A forge may show a comment after one that was made a little later.
    private static final Duration LATENESS = Duration.ofMinutes(10);

    public Heard {
      later = List.copyOf(later);
    }

    /// Whether a comment was acted upon.
    public boolean has(String id, Instant created) {
      return !created.isAfter(upTo) || later.contains(id);
    }

    /// With all of these; without any, nobody listened, and nothing is forgotten.
    ///
    /// @param comments when each was made, by id
    public Heard andAll(Map<String, Instant> comments) {
      if (comments.isEmpty()) {
        return this;
      }
      Instant floor =
          comments.values().stream()
              .max(Comparator.naturalOrder())
              .map(newest -> newest.minus(LATENESS))
              .filter(upTo::isBefore)
              .orElse(upTo);
      List<Instant> newestFirst =
          comments.values().stream()
              .filter(floor::isBefore)
              .sorted(Comparator.reverseOrder())
              .toList();
      Instant from = newestFirst.size() > MOST_LATER ? newestFirst.get(MOST_LATER) : floor;
      return new Heard(
          from,
          comments.entrySet().stream()
              .filter(comment -> comment.getValue().isAfter(from))
              .map(Map.Entry::getKey)
              .sorted()
              .toList());
    }
  }

  /// Somebody has looked at one commit, and lets its wagons be tested.
  ///
  /// @param commit the full id: another head needs another approval
  /// @param by who, for people
  public record Approval(CommitId commit, String by, Instant at) {}

  /// What people call it, such as `pull request 42`.
  public String subject() {
    return "pull request " + name;
  }

  /// Where it is, in a word.
  public PullPhase phase() {
    return PullPhase.of(this);
  }

  /// Whether its tests wait until somebody who may says that they can be run; where nothing is to
  /// be run, or can be, nobody has to be trusted.
  public boolean awaitsTrust() {
    if (phase() == PullPhase.UNMERGEABLE || phase() == PullPhase.INVALID) {
      return false;
    }
    Condition trusted = condition(TRUSTED);
    Condition tested = condition(TESTED);
    return trusted != null
        && trusted.status() == Condition.Truth.FALSE
        && (!hold.isEmpty() || tested == null || tested.status() != Condition.Truth.TRUE);
  }

  /// Whether a forge tells of it, so that comments on it are heard: then its author is known.
  public boolean isOnForge() {
    return !author.isEmpty();
  }

  /// The name of its files on the status branch, without ending: names of branches may hold
  /// anything.
  public static String fileName(String name) {
    StringBuilder safe = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      // Capitals too: some disks take them for small letters.
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      boolean inner = c == '.' && !safe.isEmpty();
      safe.append(plain || inner ? "" + c : "%%%02x".formatted((int) c));
    }
    return safe.length() <= LONGEST_NAME
        ? safe.toString()
        : safe.substring(0, LONGEST_NAME)
            + "-"
            + Digest.of(name.getBytes(StandardCharsets.UTF_8)).abbreviated();
  }

  /// What is said of one condition, if anything.
  public @Nullable Condition condition(String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst().orElse(null);
  }
}
