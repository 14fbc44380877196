package dev.trainyard.plan;

import dev.trainyard.model.spec.TrainSpec.ArtefactFrom;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.PipelineStatus.Basis;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why what a train of a pipeline has made does not stand for what it would make now.
final class Staleness {
  private Staleness() {}

  /// @param made of what it was made; null if nobody knows
  /// @param now of what it would be made; null if it could not run
  /// @param given where its artefacts come from
  /// @param there what they are now
  static Optional<String> of(
      @Nullable Basis made,
      @Nullable Basis now,
      TrainStatus train,
      Map<String, ArtefactFrom> given,
      Artefacts there) {
    return artefact(train, given, there)
        .or(() -> basis(made, now))
        .or(() -> Freshness.complaint(train));
  }

  private static Optional<String> basis(@Nullable Basis made, @Nullable Basis now) {
    if (made == null) {
      return Optional.of("it is not known of what it was made");
    } else if (now == null || made.equals(now)) {
      return Optional.empty();
    } else if (!made.wagons().equals(now.wagons())) {
      return Optional.of("a wagon of it, or the software that it runs in, has changed");
    }
    return Optional.of(
        made.data().equals(now.data())
            ? "its definition has changed"
            : "its dataset, or what it takes of that, is declared in another way");
  }

  /// An artefact that has another content now. One that is not there now is no reason: its stage
  /// has to succeed first.
  private static Optional<String> artefact(
      TrainStatus train, Map<String, ArtefactFrom> given, Artefacts there) {
    Composition composition = train.composition();
    if (composition == null
        || !(there.of(given) instanceof Artefacts.Answer.Found(List<Artefact> now))) {
      return Optional.empty();
    }
    // Those of a build are its input files.
    boolean isInput = composition.listing().equals(InputListing.digest(inputs(now)));
    return isInput
        ? Optional.empty()
        : now.stream()
            .filter(it -> !isSame(it, composition.artefacts()))
            .findFirst()
            .map(Staleness::another);
  }

  private static List<InputFile> inputs(List<Artefact> artefacts) {
    return artefacts.stream().map(it -> InputFile.of(it, it.path())).toList();
  }

  private static boolean isSame(Artefact now, List<Artefact> then) {
    return then.stream()
        .anyMatch(it -> it.name().equals(now.name()) && it.sha256().equals(now.sha256()));
  }

  private static String another(Artefact now) {
    return "the artefact %s is not the one that it got: train %s has made another"
        .formatted(now.name(), now.train());
  }
}
