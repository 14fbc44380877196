package dev.trainyard.config;

import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.RunSelection;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.RunListenerSpec.Again;
import dev.trainyard.model.spec.RunListenerSpec.BadRun;
import dev.trainyard.model.spec.RunListenerSpec.Starts;
import dev.trainyard.model.spec.TrainSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A run listener: what it matches, which other listeners would take its runs, the runs that it
/// names, the trains that it starts.
record ListenerChecks(
    Located<RunListenerSpec> listener, YardIndex yard, Map<String, List<PackageVersion>> versions) {

  void addTo(List<Problem> problems) {
    Exclusion exclusion = new Exclusion(Exclusion.MOST_STEPS);
    switch (exclusion.runOfBoth(spec(), spec())) {
      case Exclusion.Finding.Nothing() ->
          problems.add(
              listener.brokenKey(
                  Rule.LISTENER_FIELD,
                  List.of("spec", "match"),
                  "no run can be what is asked for",
                  "look for two conditions on one field that exclude each other"));
      case Exclusion.Finding.Run _ -> checkOthers(exclusion, problems);
      case Exclusion.Finding.TooMuch() -> problems.add(tooMuch("whether any run can match"));
    }
    checkShared(problems);
    checkRuns(problems);
    checkTrainNames(problems);
    Starts starts = spec().starts();
    if (starts != null) {
      checkTrain(starts, problems);
    }
  }

  private RunListenerSpec spec() {
    return listener.spec();
  }

  private void checkOthers(Exclusion exclusion, List<Problem> problems) {
    for (Located<RunListenerSpec> other : new TreeMap<>(yard.listeners()).values()) {
      if (isApart(other)) {
        continue;
      }
      switch (exclusion.runOfBoth(spec(), other.spec())) {
        case Exclusion.Finding.Nothing() -> {}
        case Exclusion.Finding.Run(String run) -> problems.add(overlap(other, run));
        case Exclusion.Finding.TooMuch() -> {
          problems.add(tooMuch("whether the listener " + other.name() + " takes runs of it too"));
          return;
        }
      }
    }
  }

  private boolean isApart(Located<RunListenerSpec> other) {
    return other.name().equals(listener.name())
        || !other.spec().source().equals(spec().source())
        || shares(listener, other)
        || shares(other, listener);
  }

  private Problem tooMuch(String question) {
    return listener.brokenKey(
        Rule.LISTENER_OVERLAP,
        List.of("spec", "match"),
        "its conditions name so many values that it would take too long to tell " + question,
        "name fewer values, or fewer alternatives in anyOf");
  }

  private static boolean shares(Located<RunListenerSpec> one, Located<RunListenerSpec> other) {
    return one.spec().sharesWith().contains(other.name());
  }

  private Problem overlap(Located<RunListenerSpec> other, String run) {
    return listener.brokenKey(
        Rule.LISTENER_OVERLAP,
        List.of("spec", "match"),
        "the listener %s would also take %s".formatted(other.name(), run),
        "make a condition of the two exclude each other, or write sharesWith: [%s] if both are to have it"
            .formatted(other.name()));
  }

  private void checkShared(List<Problem> problems) {
    List<String> names = spec().sharesWith();
    for (int i = 0; i < names.size(); i++) {
      if (!yard.listeners().containsKey(names.get(i))) {
        problems.add(
            yard.unknown(
                listener,
                List.of("spec", "sharesWith", i),
                new Claim(Kind.RUN_LISTENER, names.get(i))));
      }
    }
  }

  private void checkRuns(List<Problem> problems) {
    Set<Long> judged = new HashSet<>(spec().validated());
    List<BadRun> bad = spec().bad();
    for (int i = 0; i < bad.size(); i++) {
      if (!judged.add(bad.get(i).run())) {
        problems.add(again(List.of("spec", "bad", i, "run"), bad.get(i).run()));
      }
    }
    Set<Long> seen = new HashSet<>();
    List<Again> again = spec().again();
    for (int i = 0; i < again.size(); i++) {
      if (!seen.add(again.get(i).run())) {
        problems.add(again(List.of("spec", "again", i, "run"), again.get(i).run()));
      }
    }
  }

  private Problem again(List<?> at, long run) {
    return listener.broken(
        Rule.LISTENER_RUN,
        at,
        "run " + run + " stands here again, or is validated and bad",
        "keep one entry, the one that holds");
  }

  private void checkTrainNames(List<Problem> problems) {
    String prefix = listener.name() + "-";
    for (Map.Entry<String, Located<TrainSpec>> train : yard.trains().entrySet()) {
      String name = train.getKey();
      if (name.startsWith(prefix)
          && name.substring(prefix.length()).chars().allMatch(Character::isDigit)) {
        problems.add(
            listener.broken(
                Rule.DUPLICATE_NAME,
                List.of("metadata", "name"),
                "a train of this listener would be called %s, as the one in %s is"
                    .formatted(name, Wording.shown(train.getValue().path())),
                "rename one of the two"));
      }
    }
  }

  private void checkTrain(Starts starts, List<Problem> problems) {
    TrainSpec template = starts.train();
    Located<DatasetSpec> dataset = yard.datasets().get(template.dataset());
    if (dataset != null && !takesRuns(dataset.spec())) {
      problems.add(
          listener.broken(
              Rule.LISTENER_TRAIN,
              List.of("spec", "starts", "train", "dataset"),
              "the dataset " + dataset.name() + " does not take the runs of this listener",
              "add '- listener: " + listener.name() + "' to its runs.from"));
    }
    new TrainChecks(template(template), yard, versions).addTo(problems);
  }

  private boolean takesRuns(DatasetSpec dataset) {
    RunSelection runs = dataset.runs();
    return runs != null
        && runs.from().stream().anyMatch(from -> listener.name().equals(from.listener()));
  }

  /// The template as if it were the spec of a train's file.
  private Located<TrainSpec> template(TrainSpec template) {
    Declared<RunListenerSpec> it = listener.declared();
    return new Located<>(
        new Declared<>(it.name(), it.labels(), template, it.position(), it.content(), it.earlier()),
        () -> {
          YamlNode starts = child(child(listener.root().get(), "spec"), "starts");
          YamlNode train = child(starts, "train");
          return new YamlNode.Mapping(
              train.start(), Map.of("spec", new YamlNode.Entry(train.start(), train)));
        },
        listener.current());
  }

  private static YamlNode child(YamlNode node, String name) {
    YamlNode child = node.child(name);
    return child == null ? node : child;
  }
}
