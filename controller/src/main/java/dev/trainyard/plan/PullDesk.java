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
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.DatasetListing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
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
  private final PullTests memory;
  private final Demand demand;
  private final Forecast forecast;
  private final PullTrust trust;
  private final List<Asked> pulls = new ArrayList<>();

  /// How many tests may begin in this round.
  private int vacancies;

  /// Keys of tests that some pull request wants or may want.
  private final Set<Digest> wanted = new HashSet<>();

  PullDesk(Facts facts, PullTests memory, Demand demand, Forecast forecast) {
    this.facts = facts;
    this.memory = memory;
    this.demand = demand;
    this.forecast = forecast;
    this.trust = PullTrust.of(facts.snapshot().yard().spec(), facts.now());
    for (PullView view : facts.observed().pulls()) {
      pulls.add(ask(view));
    }
    vacancies = facts.settings().pullTests() - pulls.stream().mapToInt(Asked::underway).sum();
    memory.retain(facts.observed().pulls().stream().map(PullView::name).toList());
  }

  /// A pull request with what it wants.
  ///
  /// @param known null if it is not ready to be tested
  private record Asked(PullView view, Condition trusted, PullTests.@Nullable Known known) {
    boolean mayTest() {
      return trusted.status() == Truth.TRUE;
    }

    /// What was begun before goes on.
    boolean isHeld() {
      return trusted.reason().equals(PullTrust.HELD);
    }

    /// How many of its tests are with an engine.
    int underway() {
      return (int) view.said().stream().filter(PullDesk::isUnderway).count();
    }
  }

  /// What is done for a pull request in this round.
  record Step(PullPlan plan, List<Action> actions, @Nullable Instant due) {}

  private Asked ask(PullView view) {
    PullTests.Known known =
        view.merge() instanceof Ready ready
            ? memory.of(view.name(), ready, PullTests.facts(facts, ready))
            : null;
    Asked asked = new Asked(view, trust.of(view), known);
    if (view.merge() instanceof Merge.Unread) {
      view.said().forEach(test -> wanted.add(test.key()));
    } else if (known != null && (asked.mayTest() || asked.isHeld())) {
      wanted.addAll(known.wishes().keys());
      view.said().stream()
          .filter(test -> known.wishes().unlisted().contains(test.dataset()))
          .forEach(test -> wanted.add(test.key()));
    }
    return asked;
  }

  /// The orders that may be theirs.
  Set<String> orders() {
    Set<String> orders = new TreeSet<>();
    for (Asked pull : pulls) {
      PullTests.Known known = pull.known();
      if (known != null && pull.mayTest()) {
        WagonTestMachine machine = machine(pull, known.ready());
        known.wishes().wanted().values().forEach(test -> orders.addAll(machine.orders(test)));
      }
    }
    return orders;
  }

  private WagonTestMachine machine(Asked pull, Ready ready) {
    return new WagonTestMachine(PullTests.facts(facts, ready), pull.view());
  }

  /// Whether a test is one that a pull request asked for.
  boolean isOfPull(WagonTestStatus test) {
    return facts.observed().pulls().stream()
        .anyMatch(view -> view.said().stream().anyMatch(said -> said.key().equals(test.key())));
  }

  private static boolean isUnderway(WagonTestStatus test) {
    return test.phase() instanceof WagonTestPhase.Running;
  }

  /// Moves the tests of all of them; who has least under way comes first where there is a queue.
  List<Step> steps() {
    IdentityHashMap<Asked, Step> steps = new IdentityHashMap<>();
    pulls.stream()
        .sorted(Comparator.comparingInt(Asked::underway))
        .forEach(pull -> steps.put(pull, step(pull)));
    return pulls.stream().map(steps::get).toList();
  }

  private Step step(Asked pull) {
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
            pull.view().name(),
            List.copyOf(work.tests.values()),
            List.copyOf(work.waits),
            pull.trusted(),
            work.tested(),
            preview);
    return new Step(plan, work.actions, work.due);
  }

  /// One pull request's tests while they are moved.
  private final class Work {
    private final Asked pull;
    private final Map<Digest, WagonTestStatus> tests = new LinkedHashMap<>();
    private final List<Wait> waits = new ArrayList<>();
    private final List<Action> actions = new ArrayList<>();
    private final List<WagonTestStatus> reused = new ArrayList<>();
    private int held;
    private @Nullable Instant due;

    Work(Asked pull) {
      this.pull = pull;
      pull.view().said().forEach(test -> tests.put(test.key(), test));
    }

    void advance(PullTests.Known known) {
      WagonTestMachine machine = machine(pull, known.ready());
      waits.addAll(known.wishes().waits());
      for (WantedTest test : known.wishes().wanted().values()) {
        WagonTestStatus result = machine.result(test).orElse(null);
        boolean own = tests.containsKey(test.key());
        boolean again = result != null && isAskedAgain(result) && pull.mayTest();
        if (result != null && !own && !again) {
          reused.add(result);
        } else if (!pull.mayTest() && !(own && pull.isHeld())) {
          held++;
        } else if (!own && tests.size() >= PullStatus.MOST_TESTS) {
          waits.add(tooMany(test));
        } else {
          takeInTurn(test, step(machine, test, result));
        }
      }
    }

    private void takeInTurn(WantedTest test, TestStep step) {
      WagonTestStatus prior = tests.get(test.key());
      boolean begins = !step.actions().isEmpty() && (prior == null || !isUnderway(prior));
      if (begins && vacancies <= 0) {
        waits.add(queued(test));
      } else {
        vacancies -= begins ? 1 : 0;
        take(test, step);
      }
    }

    private TestStep step(
        WagonTestMachine machine, WantedTest test, @Nullable WagonTestStatus result) {
      return result != null && isAskedAgain(result)
          ? machine.again(test, result)
          : machine.advance(test);
    }

    private boolean isAskedAgain(WagonTestStatus result) {
      Instant retest = pull.view().retest();
      return retest != null
          && result.phase() instanceof WagonTestPhase.Failed
          && result.since().isBefore(retest);
    }

    private void take(WantedTest test, TestStep step) {
      tests.put(test.key(), step.status());
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

    private Wait tooMany(WantedTest test) {
      return new Wait(
          WagonTestMachine.subject(test.wagon(), test.dataset()),
          "TooManyTests",
          "one pull request may have %d tests; split it".formatted(PullStatus.MOST_TESTS));
    }

    /// Ends what runs for it and nobody wants any more; forgets what is over of an earlier head,
    /// and what is main's by now.
    void endObsolete() {
      if (pull.view().merge() instanceof Merge.Unread) {
        return;
      }
      PullTests.Known known = pull.known();
      boolean mayHave = known != null && (pull.mayTest() || pull.isHeld());
      for (WagonTestStatus test : pull.view().said()) {
        boolean own = mayHave && wanted.contains(test.key());
        if (!own) {
          tests.remove(test.key());
          if (!test.phase().isOver() && !wanted.contains(test.key()) && !demand.wants(test)) {
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
            new PullVerdict(List.copyOf(tests.values()), reused, waits, held)
                .of(pull.trusted(), facts.now());
      };
    }

    private Condition said(Truth truth, String reason, String message) {
      return new Condition(TESTED, truth, reason, message, facts.now());
    }
  }
}
