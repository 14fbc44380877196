package dev.trainyard.cli;

import dev.trainyard.cli.Reason.Turn;
import dev.trainyard.controller.Memory;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.FailureGroup;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Why trains run or not: the planner's reasons, followed to what is behind them.
record TrainReasons(Snapshot yard, Memory memory, Plan plan) {
  private static final String SPEC_ACCEPTED = "SpecAccepted";
  private static final String ENGINE_SAYS = "EngineSays";
  private static final String LISTING = "ListingDataset";

  /// Reasons whose message repeats what is behind them.
  private static final Set<String> WAGONS = Set.of("WagonNotReady", "WaitsForTests");

  private static final Set<String> BY_ITSELF =
      Set.of(
          LISTING,
          "WaitsForTests",
          "EngineUnreachable",
          "Testing",
          "Submitted",
          "Running",
          "Merging");

  /// Whose turn it is where the planner says that something waits.
  static Turn turn(Plan.Wait wait) {
    return BY_ITSELF.contains(wait.reason()) ? Turn.CONTROLLER : Turn.PERSON;
  }

  /// Whether something only waits for files to be looked for.
  static boolean isListing(Plan.Wait wait) {
    return wait.reason().equals(LISTING);
  }

  /// One train.
  Reason of(String name) {
    return of(name, Set.of());
  }

  /// @param asked trains that this one is behind, so that no circle is followed
  private Reason of(String name, Set<String> asked) {
    String subject = TrainStatus.subject(name);
    Declared<TrainSpec> declared = yard.trains().get(name);
    TrainStatus status = memory.trains().get(name);
    if (declared == null) {
      String phase = status == null ? "gone" : status.phase().word();
      if (yard.unreadableTrains().contains(name)) {
        String why =
            "its file has errors: what the controller knows of it goes on, nothing new begins";
        return Reason.of(subject, phase, why, Turn.PERSON, "trainyard validate");
      }
      String message = "its file is gone; declare it again to start it anew";
      return Reason.of(subject, phase, message, Turn.NOBODY);
    }
    if (status != null && LatestRun.isTold(declared, status)) {
      switch (status.phase()) {
        case TrainPhase.Underway _ -> {
          return underway(declared, status);
        }
        case TrainPhase.Terminal _ -> {
          return over(subject, status, declared);
        }
        case TrainPhase.Waiting _ -> {}
      }
    }
    return waiting(declared, status, asked);
  }

  private static Reason underway(Declared<TrainSpec> declared, TrainStatus status) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "%d of %d jobs are done, %d run, %d have failed"
            .formatted(
                status.jobs().done(),
                status.jobs().total(),
                status.jobs().running(),
                status.jobs().failed()));
    List<String> next = new ArrayList<>();
    if (declared.spec().suspend()) {
      sentences.add("it is held: no further job of it starts");
      next.add("trainyard release " + declared.name());
    }
    sentences.addAll(complaints(status));
    boolean goesOn =
        !declared.spec().suspend()
            && !Condition.denies(status.conditions(), SPEC_ACCEPTED)
            && !Condition.affirms(status.conditions(), "Stalled");
    return new Reason(
        status.subject(),
        status.phase().word(),
        String.join("; ", sentences),
        goesOn ? Turn.CONTROLLER : Turn.PERSON,
        next,
        failures(status));
  }

  /// What is wrong, or cannot be known, while it is under way.
  private static List<String> complaints(TrainStatus status) {
    return status.conditions().stream()
        .filter(
            condition ->
                condition.status() == Truth.UNKNOWN
                    || condition.reason().equals(ENGINE_SAYS)
                    || (condition.type().equals(SPEC_ACCEPTED)
                        && condition.status() == Truth.FALSE))
        .map(Condition::message)
        .filter(message -> !message.isEmpty())
        .toList();
  }

  private static Reason over(String subject, TrainStatus status, Declared<TrainSpec> declared) {
    String again = "to run it again: trainyard rerun " + declared.name();
    String message = message(status.conditions());
    return switch ((TrainPhase.Terminal) status.phase()) {
      case TrainPhase.Succeeded _ -> Reason.of(subject, "Succeeded", message, Turn.NOBODY, again);
      case TrainPhase.Cancelled(var _, String reason) ->
          Reason.of(subject, "Cancelled (" + reason + ")", message, Turn.PERSON, again);
      case TrainPhase.Failed(var _, String reason) ->
          new Reason(
              subject,
              "Failed (" + reason + ")",
              message,
              Turn.PERSON,
              List.of("trainyard logs " + status.name(), again),
              failures(status));
    };
  }

  private static List<Reason> failures(TrainStatus status) {
    return status.failures().stream().map(TrainReasons::failure).toList();
  }

  private static Reason failure(FailureGroup group) {
    String jobs = group.jobs().toString().replaceAll("[\\[\\]]", "");
    return Reason.of(
            group.wagon(), group.cause(), "jobs " + jobs + ": " + group.message(), Turn.NOBODY)
        .because(
            group.logLines().stream()
                .limit(7)
                .map(line -> Reason.of("log", "", line, Turn.NOBODY))
                .toList());
  }

  private Reason waiting(
      Declared<TrainSpec> declared, @Nullable TrainStatus status, Set<String> asked) {
    String subject = TrainStatus.subject(declared.name());
    Optional<Plan.Wait> wait =
        plan.waits().stream().filter(w -> w.subject().equals(subject)).findFirst();
    if (wait.isEmpty()) {
      String message = "nothing holds it: the controller submits it in its next round";
      return Reason.of(subject, "next", message, Turn.CONTROLLER);
    }
    // The controller may have looked at the files, where this clone cannot.
    Plan.Wait told =
        isListing(wait.get())
                && status != null
                && status.phase() instanceof TrainPhase.Blocked(String reason)
            ? new Plan.Wait(subject, reason, message(status.conditions()))
            : wait.get();
    List<Reason> behind = behind(declared, asked);
    boolean repeated = !behind.isEmpty() && WAGONS.contains(told.reason());
    return new Reason(
        subject,
        told.reason(),
        repeated ? "" : told.message(),
        turn(told),
        declared.spec().suspend() ? List.of("trainyard release " + declared.name()) : List.of(),
        behind.stream().filter(reason -> !reason.message().equals(told.message())).toList());
  }

  /// What is behind a train that waits: its dataset and its wagons, as far as they are not ready.
  private List<Reason> behind(Declared<TrainSpec> declared, Set<String> asked) {
    List<Reason> reasons = new ArrayList<>();
    dataset(declared, asked).ifPresent(reasons::add);
    for (WagonRef wagon : wagons(declared.spec())) {
      if (yard.wagons().containsKey(wagon)) {
        Reason test =
            new WagonReasons(yard, memory, plan).onDataset(wagon, declared.spec().dataset());
        if (test.turn() != Turn.NOBODY) {
          reasons.add(test);
        }
      }
    }
    return reasons;
  }

  private Optional<Reason> dataset(Declared<TrainSpec> declared, Set<String> asked) {
    String name = declared.spec().dataset();
    Declared<DatasetSpec> dataset = yard.datasets().get(name);
    if (dataset == null) {
      return Optional.empty();
    }
    DatasetSpec.DerivedFrom from = dataset.spec().derivedFrom();
    if (from != null && !asked.contains(from.train())) {
      List<String> seen = new ArrayList<>(asked);
      seen.add(declared.name());
      Reason source = of(from.train(), Set.copyOf(seen));
      return source.turn() == Turn.NOBODY
          ? Optional.empty()
          : Optional.of(
              Reason.of(
                      "dataset " + name,
                      "not there yet",
                      "it is made of train " + from.train(),
                      source.turn())
                  .because(List.of(source)));
    }
    DatasetStatus status = memory.datasets().get(name);
    return status == null || status.listing() != null
        ? Optional.empty()
        : Optional.of(
            Reason.of("dataset " + name, "not listed", message(status.conditions()), Turn.PERSON));
  }

  private List<WagonRef> wagons(TrainSpec train) {
    Map<String, String> labels = train.wagons().enabled();
    if (labels == null) {
      return train.wagons().named().stream().map(WagonRef::parse).toList();
    }
    return yard.wagons().entrySet().stream()
        .filter(wagon -> isEnabled(wagon.getValue(), train.dataset(), labels))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static boolean isEnabled(
      Declared<WagonSpec> wagon, String dataset, Map<String, String> labels) {
    return wagon.labels().entrySet().containsAll(labels.entrySet())
        && wagon.spec().enabledOn().stream().anyMatch(e -> e.dataset().equals(dataset));
  }

  /// Of the conditions, the one that says most.
  private static String message(List<Condition> conditions) {
    return conditions.stream()
        .filter(condition -> condition.type().equals("Ready"))
        .map(Condition::message)
        .findFirst()
        .orElse("");
  }
}
