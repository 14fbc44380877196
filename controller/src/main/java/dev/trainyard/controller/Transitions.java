package dev.trainyard.controller;

import dev.trainyard.model.Condition;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.status.WagonTestStatus.MadeFor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The changes of state between two memories: what the log tells and what a commit is named after.
public final class Transitions {
  private static final String NEW = "new";
  private static final String GONE = "gone";

  private Transitions() {}

  /// One line per change, such as `train x: Running -> Merging`, in order of the subjects.
  public static List<String> between(Memory before, Memory after) {
    return changed(before, after).stream().map(Change::toString).toList();
  }

  /// Whether anything is in another state, or gone.
  static boolean isAny(Memory before, Memory after) {
    return !changed(before, after).isEmpty()
        || !after.listeners().equals(before.listeners())
        || !after.pipelines().equals(before.pipelines())
        || !after.trains().keySet().containsAll(before.trains().keySet())
        || !after.tests().keySet().containsAll(before.tests().keySet());
  }

  /// @param reason what may have to be done, or nothing
  record Change(String subject, String was, String is, String reason) {
    @Override
    public String toString() {
      return subject + ": " + was + " -> " + is;
    }
  }

  /// What is in another state, in order of the subjects.
  static List<Change> changed(Memory before, Memory after) {
    List<Change> changes = new ArrayList<>();
    after
        .trains()
        .forEach(
            (name, train) -> {
              TrainStatus prior = before.trains().get(name);
              String was = prior == null ? NEW : prior.phase().word();
              if (!was.equals(train.phase().word())) {
                changes.add(new Change(train.subject(), was, train.phase().word(), reason(train)));
              }
            });
    after
        .tests()
        .forEach(
            (key, test) -> {
              WagonTestStatus prior = before.tests().get(key);
              String was = prior == null ? NEW : prior.phase().word();
              if (!was.equals(test.phase().word())) {
                changes.add(new Change(subject(test), was, test.phase().word(), test.message()));
              }
            });
    after
        .pipelines()
        .forEach(
            (name, pipeline) -> {
              PipelineStatus prior = before.pipelines().get(name);
              String was = prior == null ? NEW : prior.phase().toString();
              if (!was.equals(pipeline.phase().toString())) {
                changes.add(
                    new Change(
                        "pipeline " + name, was, pipeline.phase().toString(), reason(pipeline)));
              }
            });
    after.pulls().forEach((name, pull) -> addPull(changes, before.pulls().get(name), pull));
    before
        .pulls()
        .forEach(
            (name, pull) -> {
              if (!after.pulls().containsKey(name)) {
                String was = pull.phase().toString();
                changes.add(new Change(pull.subject(), was, GONE, "it was merged or closed"));
              }
            });
    changes.sort(Comparator.comparing(Change::subject));
    return changes;
  }

  /// With the pull request that it runs for.
  private static String subject(WagonTestStatus test) {
    MadeFor whom = test.madeFor();
    return whom == null ? test.subject() : test.subject() + " for " + whom.subject();
  }

  private static void addPull(List<Change> changes, @Nullable PullStatus prior, PullStatus now) {
    for (Condition condition : now.conditions()) {
      Condition was = prior == null ? null : prior.condition(condition.type());
      boolean isNew = prior == null || !prior.head().equals(now.head());
      boolean tells = isNew && condition.type().equals(PullStatus.MERGEABLE);
      if (tells || was == null || !was.reason().equals(condition.reason())) {
        changes.add(
            new Change(
                now.subject() + " " + condition.type(),
                was == null ? NEW : was.reason(),
                condition.reason(),
                condition.message()));
      }
    }
  }

  private static String reason(PipelineStatus pipeline) {
    return ready(pipeline.conditions());
  }

  private static String reason(TrainStatus train) {
    return ready(train.conditions());
  }

  private static String ready(List<Condition> conditions) {
    return conditions.stream()
        .filter(condition -> condition.type().equals("Ready"))
        .map(Condition::message)
        .findFirst()
        .orElse("");
  }
}
