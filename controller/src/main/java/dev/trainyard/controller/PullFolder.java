package dev.trainyard.controller;

import static dev.trainyard.model.status.PullStatus.MERGEABLE;
import static dev.trainyard.model.status.PullStatus.VALID;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.PullPlan;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.ExitCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Folds what a round found out about pull requests into what is said of them.
final class PullFolder {
  private static final Comparator<Problem> WORST_FIRST =
      Comparator.comparing(Problem::severity).thenComparing(Function.identity());

  private static final WagonTestPhase CANCELLED =
      new WagonTestPhase.Failed(ExitCause.CANCELLED.toString());

  private static final String MAIN_MOVED = "MainMoved";
  private static final String MERGED_ANEW =
      "main has moved since it was looked at; it is being merged with main as it is now";

  private PullFolder() {}

  /// The open pull requests, and closed ones with tests that could not be ended yet.
  ///
  /// @param failures by subject, and by order of the tests
  static Map<String, PullStatus> fold(
      Memory before,
      List<PullCase> cases,
      List<PullPlan> plans,
      Map<String, ActionResult> failures,
      Instant now) {
    if (plans.isEmpty() && !cases.isEmpty()) {
      return before.pulls(); // nothing was planned
    }
    Map<String, PullPlan> byName =
        plans.stream().collect(Collectors.toMap(PullPlan::name, plan -> plan));
    Map<String, PullStatus> pulls = new HashMap<>();
    for (PullCase one : cases) {
      String name = one.view().name();
      PullPlan plan = byName.get(name);
      PullStatus prior = before.pulls().get(name);
      if (plan == null) {
        if (prior != null) {
          pulls.put(name, prior);
        }
      } else {
        PullStatus next = fold(one, plan, prior, failures, now);
        if (!isOver(one, next)) {
          pulls.put(name, next);
        }
      }
    }
    return pulls;
  }

  private static boolean isOver(PullCase one, PullStatus next) {
    return one.view().merge() instanceof Merge.Closed
        && next.tests().stream().allMatch(test -> test.phase().isOver());
  }

  private static PullStatus fold(
      PullCase one,
      PullPlan plan,
      @Nullable PullStatus prior,
      Map<String, ActionResult> failures,
      Instant now) {
    PullView view = one.view();
    PullStatus same = prior != null && prior.head().equals(view.head()) ? prior : null;
    PullStatus last = view.merge() instanceof Merge.Unread ? same : null;
    PullStatus next =
        new PullStatus(
            view.name(),
            one.ref(),
            view.head(),
            last == null ? one.base() : last.base(),
            one.title(),
            view.author(),
            conditions(one, plan, same, last, now),
            last == null ? one.problems().size() : last.problemCount(),
            last == null ? some(one.problems()) : last.problems(),
            one.talk().approvals(),
            one.talk().hold(),
            one.talk().retest(),
            one.talk().remark(),
            one.talk().heard(),
            tests(plan, prior, failures, now),
            last == null ? plan.preview() : last.preview());
    return prior != null && next.equals(prior) ? prior : next;
  }

  private static List<Problem> some(List<Problem> problems) {
    return problems.stream().sorted(WORST_FIRST).limit(PullStatus.MOST_PROBLEMS).toList();
  }

  /// @param same what was said of the same head before
  /// @param last what was said before and stays, because the head is being read
  private static List<Condition> conditions(
      PullCase one,
      PullPlan plan,
      @Nullable PullStatus same,
      @Nullable PullStatus last,
      Instant now) {
    List<Condition> conditions = same == null ? List.of() : same.conditions();
    if (last == null || one.isOutdated()) {
      conditions = Condition.with(conditions, mergeable(one, now));
      conditions = Condition.with(conditions, valid(one, now));
      conditions = Condition.with(conditions, tested(one, plan, now));
    }
    return Condition.with(conditions, plan.trusted());
  }

  /// What is broken is not what was tested: a file with errors counts in its last valid version.
  private static Condition tested(PullCase one, PullPlan plan, Instant now) {
    if (one.isOutdated() && plan.tested().status() == Truth.TRUE) {
      return said(PullStatus.TESTED, Truth.UNKNOWN, MAIN_MOVED, MERGED_ANEW, now);
    }
    boolean broken = one.problems().stream().anyMatch(Problem::isError);
    return broken && plan.tested().status() == Truth.TRUE
        ? said(
            PullStatus.TESTED,
            Truth.FALSE,
            "NotValid",
            "what has errors was not tested; mend them and push",
            now)
        : plan.tested();
  }

  private static List<WagonTestStatus> tests(
      PullPlan plan, @Nullable PullStatus prior, Map<String, ActionResult> failures, Instant now) {
    List<WagonTestStatus> tests = new ArrayList<>();
    for (WagonTestStatus test : plan.tests()) {
      switch (failure(plan, test, failures)) {
        case null -> tests.add(test);
        case ActionResult.Done(var _) -> tests.add(test);
        case ActionResult.Refused(var _, String why) ->
            tests.add(
                test.enter(new WagonTestPhase.Failed(StatusFolder.REFUSED), now)
                    .explained(why, List.of()));
        case ActionResult.Retryable(var _, var _), ActionResult.Postponed(var _, var _) ->
            said(prior, test).ifPresent(tests::add);
      }
    }
    return tests;
  }

  /// A test that could not be ended yet is not over.
  private static @Nullable ActionResult failure(
      PullPlan plan, WagonTestStatus test, Map<String, ActionResult> failures) {
    ActionResult shared = failures.get(test.order());
    return shared == null && test.phase().equals(CANCELLED)
        ? failures.get(Action.Cancel.matter(PullPlan.prefix(plan.name()) + test.subject()))
        : shared;
  }

  private static Optional<WagonTestStatus> said(@Nullable PullStatus prior, WagonTestStatus test) {
    return prior == null
        ? Optional.empty()
        : prior.tests().stream().filter(it -> it.key().equals(test.key())).findFirst();
  }

  private static Condition mergeable(PullCase one, Instant now) {
    if (one.isOutdated()) {
      return said(MERGEABLE, Truth.UNKNOWN, MAIN_MOVED, MERGED_ANEW, now);
    }
    return switch (one.view().merge()) {
      case Merge.Unread() -> said(MERGEABLE, Truth.UNKNOWN, "Reading", "it is being read", now);
      case Merge.Closed() -> said(MERGEABLE, Truth.UNKNOWN, "Closed", "it is closed", now);
      case Merge.Hindered(String reason, String message) ->
          said(MERGEABLE, Truth.FALSE, reason, message, now);
      case Merge.Ready _ -> said(MERGEABLE, Truth.TRUE, "Mergeable", "", now);
    };
  }

  private static Condition valid(PullCase one, Instant now) {
    switch (one.view().merge()) {
      case Merge.Ready _ -> {}
      case Merge.Unread() -> {
        return said(VALID, Truth.UNKNOWN, "Reading", "it is being read", now);
      }
      case Merge.Closed(), Merge.Hindered(_, _) -> {
        return said(VALID, Truth.UNKNOWN, "NotChecked", "there is nothing merged to check", now);
      }
    }
    long errors = one.problems().stream().filter(Problem::isError).count();
    long warnings = one.problems().size() - errors;
    if (errors > 0) {
      return said(VALID, Truth.FALSE, "Problems", count(errors, "error"), now);
    }
    return warnings > 0
        ? said(VALID, Truth.TRUE, "Warnings", count(warnings, "warning"), now)
        : said(VALID, Truth.TRUE, "NoProblems", "", now);
  }

  private static String count(long number, String what) {
    return "it brings " + number + " " + what + (number == 1 ? "" : "s");
  }

  private static Condition said(
      String type, Truth truth, String reason, String message, Instant now) {
    return new Condition(type, truth, reason, message, now);
  }
}
