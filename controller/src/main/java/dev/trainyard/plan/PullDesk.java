package dev.trainyard.plan;

import static dev.trainyard.model.status.PullStatus.TESTED;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.reconcile.PullPlan;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.status.MergePreview;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.plan.AskedPull.Candidate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Decides what is done for pull requests: only what they change is tested, only if they are
/// trusted, and only as long as somebody wants to know.
final class PullDesk {
  /// Why a test waits that others of pull requests go before.
  static final String QUEUED = "Queued";

  private final Facts facts;
  private final Demand demand;
  private final Forecast forecast;
  private final List<AskedPull> pulls = new ArrayList<>();

  /// Keys of the tests that were said to be theirs.
  private final Set<Digest> said = new HashSet<>();

  private final Turns turns;

  PullDesk(Facts facts, PullTests memory, Demand demand, Forecast forecast) {
    this.facts = facts;
    this.demand = demand;
    this.forecast = forecast;
    PullTrust trust = PullTrust.of(facts.snapshot().yard().spec(), facts.now());
    Set<Digest> underway = new HashSet<>();
    for (PullView view : facts.observed().pulls()) {
      PullTests.Known known =
          view.merge() instanceof Ready ready
              ? memory.of(view.name(), ready, PullTests.facts(facts, ready))
              : null;
      pulls.add(new AskedPull(view, trust.of(view), known, facts));
      for (WagonTestStatus test : view.said()) {
        said.add(test.key());
        if (AskedPull.isUnderway(test)) {
          underway.add(test.key());
        }
      }
    }
    int vacancies = facts.settings().pullTests() - underway.size();
    turns = new Turns(vacancies, pulls.stream().map(AskedPull::line).toList());
    memory.retain(pulls.stream().map(AskedPull::name).toList());
  }

  /// What is done for a pull request in this round.
  record Step(PullPlan plan, List<Action> actions, @Nullable Instant due) {}

  /// The orders that may be theirs: nothing begins that was not looked for.
  Set<String> orders() {
    Set<String> orders = new TreeSet<>();
    for (AskedPull pull : pulls) {
      PullTests.Known known = pull.known();
      if (known != null) {
        WagonTestMachine machine = machine(pull, known.ready());
        pull.candidates().stream()
            .filter(candidate -> isInTurn(pull, candidate))
            .forEach(candidate -> orders.addAll(candidate.orders(machine)));
      }
    }
    return orders;
  }

  private boolean isInTurn(AskedPull pull, Candidate candidate) {
    return !candidate.begins() || turns.has(pull.name(), candidate.key());
  }

  private WagonTestMachine machine(AskedPull pull, Ready ready) {
    return new WagonTestMachine(PullTests.facts(facts, ready), pull.view());
  }

  /// Whether a test is one that a pull request asked for.
  boolean isOfPull(WagonTestStatus test) {
    return said.contains(test.key());
  }

  /// Moves the tests of all of them.
  List<Step> steps() {
    return pulls.stream().map(this::step).toList();
  }

  private Step step(AskedPull pull) {
    Work work = new Work(pull);
    PullTests.Known known = pull.known();
    if (known != null) {
      work.advance(known);
    }
    work.endObsolete();
    MergePreview preview =
        known == null ? null : forecast.of(pull.view(), known, pull.trusted(), work.tests);
    PullPlan plan =
        new PullPlan(
            pull.name(),
            List.copyOf(work.tests.values()),
            List.copyOf(work.waits),
            pull.trusted(),
            work.tested(),
            preview);
    return new Step(plan, work.actions, work.due);
  }

  /// One pull request's tests while they are moved.
  private final class Work {
    private final AskedPull pull;
    private final Map<Digest, WagonTestStatus> tests = new LinkedHashMap<>();
    private final List<Wait> waits = new ArrayList<>();
    private final List<Action> actions = new ArrayList<>();
    private @Nullable Instant due;

    Work(AskedPull pull) {
      this.pull = pull;
      pull.view().said().forEach(test -> tests.put(test.key(), test));
    }

    void advance(PullTests.Known known) {
      WagonTestMachine machine = machine(pull, known.ready());
      waits.addAll(known.wishes().waits());
      for (Candidate candidate : pull.candidates()) {
        if (isInTurn(pull, candidate)) {
          take(candidate.step(machine));
        } else {
          waits.add(queued(candidate.test()));
        }
      }
      if (!pull.beyond().isEmpty()) {
        waits.add(tooMany(pull.beyond()));
      }
    }

    private void take(TestStep step) {
      tests.put(step.status().key(), step.status());
      actions.addAll(step.actions());
      waits.addAll(step.waits());
      Instant at = step.due();
      if (at != null && (due == null || at.isBefore(due))) {
        due = at;
      }
    }

    private Wait queued(WantedTest test) {
      return new Wait(
          WagonTestMachine.subject(test.wagon(), test.dataset()),
          QUEUED,
          "%d tests of pull requests run already; it is begun when one of them is over"
              .formatted(facts.settings().pullTests()));
    }

    private static Wait tooMany(List<WantedTest> tests) {
      WantedTest first = tests.getFirst();
      return new Wait(
          WagonTestMachine.subject(first.wagon(), first.dataset()),
          "TooManyTests",
          "%d more are not begun: one pull request may have %d tests; split it"
              .formatted(tests.size(), PullStatus.MOST_TESTS));
    }

    /// Ends what runs for it and nobody wants any more; forgets what is over of an earlier head,
    /// and what is main's by now.
    void endObsolete() {
      if (pull.view().merge() instanceof Merge.Unread) {
        return;
      }
      for (WagonTestStatus test : pull.view().said()) {
        if (!pull.mayWant(test)) {
          tests.remove(test.key());
          if (!test.phase().isOver() && !isWanted(test) && !demand.wants(test)) {
            if (isMaybeMains(test)) {
              tests.put(test.key(), test);
            } else {
              end(test);
            }
          }
        }
      }
    }

    /// What was merged is main's, which knows what it wants once the files are listed.
    private boolean isMaybeMains(WagonTestStatus test) {
      return pull.view().merge() instanceof Merge.Closed
          && facts.observed().datasets().get(test.dataset()) instanceof DatasetListing.Unknown;
    }

    private boolean isWanted(WagonTestStatus test) {
      return pulls.stream().anyMatch(other -> other.mayWant(test));
    }

    private void end(WagonTestStatus test) {
      TestStep step = new WagonTestMachine(facts, pull.view()).cancel(test);
      if (step == null) {
        tests.put(test.key(), test); // its engine is away
      } else {
        actions.addAll(step.actions());
        tests.put(test.key(), step.status());
      }
    }

    Condition tested() {
      return switch (pull.view().merge()) {
        case Merge.Unread() -> said(Truth.UNKNOWN, "Reading", "it is being read");
        case Merge.Closed() -> said(Truth.UNKNOWN, "Closed", "it is closed");
        case Merge.Hindered(String reason, String message) -> said(Truth.FALSE, reason, message);
        case Ready _ ->
            new PullVerdict(wanted(), pull.reused(), waits, pull.held(), pull.view().hold())
                .of(pull.trusted(), facts.now());
      };
    }

    /// What is ended of an earlier head says nothing of this one.
    private List<WagonTestStatus> wanted() {
      return tests.values().stream().filter(pull::mayWant).toList();
    }

    private Condition said(Truth truth, String reason, String message) {
      return new Condition(TESTED, truth, reason, message, facts.now());
    }
  }
}
