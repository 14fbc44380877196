package dev.trainyard.plan;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.PipelineStatus.Basis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What trains of pipelines would be made of in one yard: what people write about them, as
/// descriptions and priorities, does not count.
final class Bases {
  private static final int DIGITS = 16;

  private final Json json;
  private final WagonContent content;
  private final Composer composer;

  Bases(Snapshot yard, Json json) {
    this.json = json;
    this.content = new WagonContent(json);
    this.composer = new Composer(yard, Images.UNUSED);
  }

  /// What the train would be made of; null if its wagons cannot be composed, or its dataset is not
  /// there: it could not run.
  @Nullable Basis of(TrainSpec train, @Nullable DatasetSpec dataset) {
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
        it.runs(),
        it.files(),
        it.derivedFrom(),
        it.made(),
        it.subsets(),
        it.mergeLists());
  }

  private String digest(@Nullable Object... parts) {
    List<Object> said = Arrays.stream(parts).<Object>map(it -> it == null ? "" : it).toList();
    return json.digest(said).hex().substring(0, DIGITS);
  }
}
