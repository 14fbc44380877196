package dev.trainyard.plan;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PipelineSpec.Stage;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.PipelineStatus.Basis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What trains of pipelines would be made of in one yard: what people write about them, as
/// descriptions and priorities, does not count.
final class Bases {
  private static final int DIGITS = 16;

  private final Map<String, Optional<Basis>> known = new HashMap<>();
  private final Snapshot yard;
  private final Json json;
  private final WagonContent content;
  private final Composer composer;

  Bases(Snapshot yard, Json json) {
    this.yard = yard;
    this.json = json;
    this.content = new WagonContent(json);
    this.composer = new Composer(yard, Images.UNUSED);
  }

  /// Whether these are of this very yard.
  @SuppressWarnings("ReferenceEquality") // for one that is only equal they are found out again
  boolean areOf(Snapshot other) {
    return other == yard;
  }

  /// What a train of a stage would be made of, found out once; null if its wagons cannot be
  /// composed, or its dataset is not there: it could not run.
  ///
  /// @param stages of the pipeline that it is of
  @Nullable Basis of(StageTrains stages, Stage stage, String train) {
    return known
        .computeIfAbsent(
            train,
            name ->
                Optional.ofNullable(
                    of(
                        stages.train(stage, name, 0, false).spec(),
                        stages.dataset(yard, stage, name))))
        .orElse(null);
  }

  private @Nullable Basis of(TrainSpec train, @Nullable DatasetSpec dataset) {
    List<WagonRef> wagons = train.wagons().named().stream().map(WagonRef::parse).toList();
    return dataset != null
            && composer.compose(wagons, train.tags()) instanceof Composer.Outcome.Composed composed
        ? new Basis(definition(train), software(composed), data(train, dataset))
        : null;
  }

  private String definition(TrainSpec it) {
    return digest(it.wagons().named(), it.completion(), it.onWagonFailure().toString());
  }

  private String software(Composer.Outcome.Composed composed) {
    List<String> parts = new ArrayList<>();
    composed.runs().forEach(run -> parts.add(run.name() + "\n" + content.of(run)));
    composed.packages().forEach(it -> parts.add(it.name() + "\n" + WagonContent.of(it)));
    return Digest.ofParts(parts).hex().substring(0, DIGITS);
  }

  private String data(TrainSpec train, DatasetSpec it) {
    return digest(
        train.dataset(),
        train.scope().toString(),
        train.subset(),
        train.runs(),
        it.meta(),
        listed(it.runs()),
        it.files(),
        it.derivedFrom(),
        it.made(),
        it.subsets(),
        it.mergeLists());
  }

  /// The runs that its run lists hold, which are part of what the dataset is said to be. Those of
  /// listeners come by themselves: their files are seen when it is listed.
  private @Nullable Object listed(DatasetSpec.@Nullable RunSelection selection) {
    if (selection == null) {
      return null;
    }
    List<Object> parts = new ArrayList<>(List.of(selection));
    for (DatasetSpec.RunsFrom from : selection.from()) {
      Declared<RunListSpec> list =
          from.runList() == null ? null : yard.runLists().get(from.runList());
      if (list != null) {
        parts.add(
            list.spec().runs().stream().filter(from::takes).map(RunListSpec.Run::run).toList());
      }
    }
    return parts;
  }

  private String digest(@Nullable Object... parts) {
    List<Object> said = Arrays.stream(parts).<Object>map(it -> it == null ? "" : it).toList();
    return json.digest(said).hex().substring(0, DIGITS);
  }
}
