package dev.trainyard.controller;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.report.SafeText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// What the log tells of rounds: one line for each change of state, with the round, the commit it
/// is about, and the subject. What stays as it is, is not told again.
///
/// Texts come from repositories, remotes and jobs: each is put on one line, and none moves a
/// cursor.
final class Journal {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final int MOST_PROBLEMS = 20;
  private static final String ROUND = "round";
  private static final String COMMIT = "commit";

  private final Map<String, String> hindrances = new HashMap<>();
  private final Map<String, Condition> conditions = new HashMap<>();
  private long round;
  private String commit = "none";

  /// A round begins; what others say in this thread is not of the round before.
  static void begin() {
    MDC.remove(ROUND);
    MDC.remove(COMMIT);
  }

  /// The round decides something.
  void begin(CommitId read) {
    round++;
    commit = read.abbreviated();
    MDC.put(ROUND, String.valueOf(round));
    MDC.put(COMMIT, commit);
  }

  /// Trains and tests that are in another state.
  void states(Memory before, Memory after) {
    for (Transitions.Change change : Transitions.changed(before, after)) {
      line(Level.INFO, change.subject())
          .addKeyValue("was", change.was())
          .addKeyValue("is", change.is())
          .log(SafeText.plain(change.reason()));
    }
  }

  /// What was done, and what could not be for another reason than before.
  void actions(List<ActionResult> results) {
    Set<String> hindered = new HashSet<>();
    for (ActionResult result : results) {
      String subject = result.action().subject();
      String action = result.action().getClass().getSimpleName();
      switch (result) {
        case ActionResult.Done(var _) ->
            line(Level.INFO, subject).addKeyValue("action", action).log("done");
        case ActionResult.Retryable(var _, String why) -> {
          hindered.add(subject);
          hindered(subject, action, why + "; it is tried again");
        }
        case ActionResult.Postponed(var _, String why) ->
            line(Level.INFO, subject).addKeyValue("action", action).log(SafeText.plain(why));
        case ActionResult.Refused(var _, String why) -> {
          hindered.add(subject);
          hindered(subject, action, "refused: " + why);
        }
      }
    }
    hindrances.keySet().retainAll(hindered);
  }

  private void hindered(String subject, String action, String why) {
    if (!why.equals(hindrances.put(subject, why))) {
      line(Level.WARN, subject).addKeyValue("action", action).log(SafeText.plain(why));
    }
  }

  /// How the yard as a whole is doing in one respect, if that is news.
  void condition(Condition now) {
    Condition before = conditions.put(now.type(), now);
    boolean good = now.status() == Condition.Truth.TRUE;
    boolean news =
        before == null ? !good : before.status() != now.status() || isReworded(before, now);
    if (news) {
      line(good ? Level.INFO : Level.WARN, "yard")
          .addKeyValue("condition", now.type())
          .addKeyValue("is", now.status())
          .addKeyValue("reason", now.reason())
          .log(SafeText.plain(now.message()));
    }
  }

  private static boolean isReworded(Condition before, Condition now) {
    return !before.reason().equals(now.reason());
  }

  /// The problems of a yard that it did not have before.
  void problems(@Nullable Snapshot before, Snapshot after) {
    Set<Problem> known = before == null ? Set.of() : Set.copyOf(before.problems());
    after.problems().stream()
        .filter(problem -> !known.contains(problem))
        .limit(MOST_PROBLEMS)
        .forEach(
            problem ->
                line(problem.isError() ? Level.WARN : Level.INFO, "yard")
                    .addKeyValue("problem", problem.severity())
                    .log(SafeText.plain(problem.toString())));
  }

  private LoggingEventBuilder line(Level level, String subject) {
    return log.atLevel(level)
        .addKeyValue(ROUND, round)
        .addKeyValue(COMMIT, commit)
        .addKeyValue("subject", SafeText.plain(subject));
  }
}
