package dev.trainyard.report;

import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.StagePhase;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What does not go on until a person acts, one Markdown line each: the yard itself, its files,
/// trains, datasets, wagons.
record Calls(Roster roster, Links links) {
  List<String> all() {
    return Stream.of(yard(), problems(), pulls(), pipelines(), trains(), datasets(), wagons())
        .flatMap(calls -> calls)
        .toList();
  }

  private Stream<String> yard() {
    return Conditions.complaints(roster.yard().controller().conditions()).stream()
        .map(complaint -> "⚠️ the yard: " + complaint);
  }

  private Stream<String> problems() {
    int count = roster.yard().controller().problemCount();
    return count == 0
        ? Stream.empty()
        : Stream.of(
            "🟡 " + Figures.count(count, "problem") + " in its files: [see below](#problems)");
  }

  /// What has errors or conflicts waits for its author, whoever else would have to agree.
  private Stream<String> pulls() {
    return new TreeMap<>(roster.yard().pulls())
        .values().stream()
            .filter(PullStatus::awaitsTrust)
            .flatMap(
                pull ->
                    Stream.ofNullable(pull.condition(PullStatus.TRUSTED))
                        .map(
                            said ->
                                "✋ pull request "
                                    + links.pull(pull.name())
                                    + colon(SafeText.inline(said.message()))));
  }

  /// Stages that only a person can get on, apart from what their trains say.
  private Stream<String> pipelines() {
    return new TreeMap<>(roster.yard().pipelines())
        .values().stream()
            .flatMap(
                it ->
                    it.stages().stream()
                        .filter(stage -> stage.phase() == StagePhase.NEEDS_APPROVAL)
                        .map(
                            stage ->
                                "%s: stage %s of pipeline %s%s"
                                    .formatted(
                                        Marks.of(stage.phase()),
                                        SafeText.code(stage.name()),
                                        links.pipeline(it.name()),
                                        colon(SafeText.inline(stage.message())))));
  }

  private Stream<String> trains() {
    return roster.trains(Calls::waitsForPerson).stream()
        .map(
            train ->
                Marks.withReason(train.phase())
                    + ": train "
                    + links.train(train.name())
                    + colon(Conditions.message(train.conditions())));
  }

  private static boolean waitsForPerson(TrainStatus train) {
    return switch (train.phase()) {
      case TrainPhase.Blocked(_), TrainPhase.Held(_), TrainPhase.Failed(_, _) -> true;
      case TrainPhase.Succeeded(_), TrainPhase.Cancelled(_, _) -> false;
      case TrainPhase.Pending(),
          TrainPhase.Testing(),
          TrainPhase.Submitted(),
          TrainPhase.Running(),
          TrainPhase.Merging() ->
          Conditions.anyWrong(train.conditions());
    };
  }

  private Stream<String> datasets() {
    List<String> calls = new ArrayList<>();
    for (String name : roster.datasets()) {
      DatasetStatus status = roster.yard().datasets().get(name);
      if (status != null) {
        Conditions.complaints(status.conditions()).stream()
            .map(complaint -> "❌ dataset " + links.dataset(name) + ": " + complaint)
            .forEach(calls::add);
      }
    }
    return calls.stream();
  }

  private Stream<String> wagons() {
    return roster.entries().stream().flatMap(entry -> wagon(entry).stream());
  }

  private List<String> wagon(Roster.Entry entry) {
    WagonTestStatus test = entry.test();
    if (test == null
        || !(test.phase() instanceof WagonTestPhase.Failed failed)
        || !failed.isForPerson()) {
      return List.of();
    }
    return List.of(
        "%s: test of wagon %s on %s%s%s"
            .formatted(
                Marks.withReason(test.phase()),
                links.wagon(entry.wagon()),
                links.dataset(entry.dataset()),
                owners(entry.wagon().analysis()),
                colon(SafeText.inline(test.message()))));
  }

  private String owners(String analysis) {
    Declared<AnalysisSpec> declared = roster.yard().snapshot().analyses().get(analysis);
    return declared == null
        ? ""
        : declared.spec().owners().stream()
            .sorted()
            .map(SafeText::code)
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String colon(String message) {
    return message.isEmpty() ? "" : ": " + message;
  }
}
