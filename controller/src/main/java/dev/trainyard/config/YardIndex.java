package dev.trainyard.config;

import static java.util.stream.Collectors.toCollection;

import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.spec.YardSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// All objects of a yard by name; the first file, by path, that declares a name has it.
///
/// @param invalid names that invalid files declare, and those files
record YardIndex(
    Map<String, Located<YardSpec>> yards,
    Map<String, Located<PackageSpec>> packages,
    Map<String, Located<RunListSpec>> runLists,
    Map<String, Located<RunListenerSpec>> listeners,
    Map<String, Located<DatasetSpec>> datasets,
    Map<String, Located<AnalysisSpec>> analyses,
    Map<WagonRef, Located<WagonSpec>> wagons,
    Map<String, Located<TrainSpec>> trains,
    Map<String, Located<PipelineSpec>> pipelines,
    Map<Claim, String> invalid) {

  /// The wagon of this name, if there is one.
  Optional<Located<WagonSpec>> wagon(WagonRef ref) {
    return Optional.ofNullable(wagons.get(ref));
  }

  /// Whether there is an object of this name.
  boolean declares(Claim object) {
    return object.kind() == Kind.WAGON
        ? object.wagon().filter(wagons::containsKey).isPresent()
        : names(object.kind()).contains(object.name());
  }

  /// The names of a kind, as references write them.
  Set<String> names(Kind kind) {
    return switch (kind) {
      case YARD -> yards.keySet();
      case PACKAGE -> packages.keySet();
      case RUN_LIST -> runLists.keySet();
      case RUN_LISTENER -> listeners.keySet();
      case DATASET -> datasets.keySet();
      case ANALYSIS -> analyses.keySet();
      case WAGON ->
          wagons.keySet().stream().map(WagonRef::toString).collect(toCollection(TreeSet::new));
      case TRAIN -> trains.keySet();
      case PIPELINE -> pipelines.keySet();
    };
  }

  /// A reference at this path to a name that no valid file declares.
  Problem unknown(Located<?> from, List<?> at, Claim wanted) {
    String file = invalid.get(wanted);
    return file == null
        ? from.unknown(
            at, Claim.word(wanted.kind()), wanted.name(), names(wanted.kind()), declare(wanted))
        : from.broken(
            Rule.INVALID_REFERENCE,
            at,
            "the " + Claim.word(wanted.kind()) + " " + wanted.name() + " is invalid",
            YardCheck.remedyIn(Wording.shown(file)));
  }

  private static String declare(Claim wanted) {
    return "declare it in " + wanted.place();
  }
}
