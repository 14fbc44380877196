package dev.trainyard.cli;

import dev.trainyard.cli.Reason.Turn;
import dev.trainyard.controller.Memory;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Why wagons are tested or not, and with what result.
record WagonReasons(Snapshot yard, Memory memory, Plan plan) {
  private static final int MOST_LINES = 7;

  /// A wagon on every dataset where somebody wants it.
  Reason of(WagonRef wagon) {
    String subject = "wagon " + wagon;
    Declared<WagonSpec> declared = yard.wagons().get(wagon);
    if (declared == null) {
      return Reason.of(subject, "gone", "its file is gone, so it is not tested", Turn.NOBODY);
    }
    TreeSet<String> datasets = new TreeSet<>();
    declared.spec().enabledOn().forEach(enabled -> datasets.add(enabled.dataset()));
    yard.trains().values().stream()
        .map(Declared::spec)
        .filter(train -> train.wagons().named().contains(wagon.toString()))
        .map(TrainSpec::dataset)
        .forEach(datasets::add);
    List<Reason> tests = datasets.stream().map(dataset -> onDataset(wagon, dataset)).toList();
    if (tests.isEmpty()) {
      return Reason.of(
          subject,
          "not wanted",
          "it is enabled on no dataset and no train names it",
          Turn.PERSON,
          "add spec.enabledOn to " + declared.position().path() + ", or name it in a train");
    }
    Turn turn = tests.stream().map(Reason::turn).max(Turn::compareTo).orElse(Turn.NOBODY);
    String state =
        switch (turn) {
          case NOBODY -> "tested";
          case CONTROLLER -> "not tested yet";
          case PERSON -> "not fit to ride";
        };
    return Reason.of(subject, state, "", turn).because(tests);
  }

  /// A wagon's test on one dataset.
  Reason onDataset(WagonRef wagon, String dataset) {
    String subject = WagonTestStatus.subject(wagon, dataset);
    Optional<WagonTestStatus> test = test(wagon, dataset);
    Optional<Plan.Wait> wait =
        plan.waits().stream().filter(w -> w.subject().equals(subject)).findFirst();
    if (test.isPresent() && (wait.isEmpty() || TrainReasons.isListing(wait.get()))) {
      return tested(test.get());
    }
    if (wait.isPresent()) {
      Turn turn = TrainReasons.turn(wait.get());
      return Reason.of(subject, wait.get().reason(), wait.get().message(), turn);
    }
    return next(subject);
  }

  private static Reason next(String subject) {
    String message = "nothing holds it: the controller tests it in its next round";
    return Reason.of(subject, "next", message, Turn.CONTROLLER);
  }

  /// Whether the controller has told of it; a plan speaks of what the next round begins too.
  private boolean isSubmitted(WagonTestStatus test) {
    return YardRows.newestTests(memory, test.wagon()).stream()
        .anyMatch(told -> told.order().equals(test.order()));
  }

  /// The test as planned, else the newest that the status tells of.
  private Optional<WagonTestStatus> test(WagonRef wagon, String dataset) {
    Stream<WagonTestStatus> planned = plan.tests().stream();
    return Stream.concat(planned, YardRows.newestTests(memory, wagon).stream())
        .filter(test -> test.wagon().equals(wagon) && test.dataset().equals(dataset))
        .findFirst();
  }

  private Reason tested(WagonTestStatus test) {
    String subject = test.subject();
    String word = test.phase().word();
    return switch (test.phase()) {
      case WagonTestPhase.Passed(), WagonTestPhase.Warned(_) ->
          Reason.of(subject, word, test.message(), Turn.NOBODY);
      case WagonTestPhase.Waiting() -> next(subject);
      case WagonTestPhase.Running() ->
          isSubmitted(test)
              ? Reason.of(subject, word, "it is with the engine", Turn.CONTROLLER)
              : next(subject);
      case WagonTestPhase.Expired() -> Reason.of(subject, word, test.message(), Turn.CONTROLLER);
      case WagonTestPhase.Failed failed -> {
        List<String> next = new ArrayList<>();
        next.add("trainyard logs wagon/%s".formatted(test.wagon()));
        next.add("trainyard test %s".formatted(test.wagon()));
        List<Reason> lines =
            test.logLines().stream()
                .limit(MOST_LINES)
                .map(line -> Reason.of("log", "", line, Turn.NOBODY))
                .toList();
        yield new Reason(
            subject,
            word + " (" + failed.cause() + ")",
            test.message(),
            failed.isForPerson() ? Turn.PERSON : Turn.CONTROLLER,
            next,
            lines);
      }
    };
  }
}
