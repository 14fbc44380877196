package dev.trainyard.plan;

import dev.trainyard.json.Json;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.plan.Composer.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Tells which test a wagon needs on a dataset, and under which key its result is found.
final class TestDesk {
  private final Snapshot snapshot;
  private final Map<String, DatasetListing> listings;
  private final Composer composer;
  private final Json json = new Json();

  TestDesk(Snapshot snapshot, Map<String, DatasetListing> listings) {
    this.snapshot = snapshot;
    this.listings = listings;
    this.composer = new Composer(snapshot);
  }

  /// What became of asking for a test.
  sealed interface Answer {
    record Needs(WantedTest test) implements Answer {}

    /// A person must act first.
    record Refused(Refusal refusal) implements Answer {}

    /// It could not be found out now.
    record Later(String message) implements Answer {}
  }

  /// The files of a dataset, or why there are none.
  Answer test(WagonRef wagon, Declared<DatasetSpec> dataset, Map<String, String> pins) {
    DatasetListing listing =
        listings.getOrDefault(
            dataset.name(),
            new DatasetListing.Unknown("dataset " + dataset.name() + " is being listed"));
    return switch (listing) {
      case DatasetListing.Failed(String reason, String message) ->
          new Answer.Refused(new Refusal(reason, message));
      case DatasetListing.Unknown(String message) -> new Answer.Later(message);
      case DatasetListing.Listed(InputListing files) -> test(wagon, dataset, pins, files);
    };
  }

  private Answer test(
      WagonRef wagon,
      Declared<DatasetSpec> dataset,
      Map<String, String> pins,
      InputListing listing) {
    return switch (composer.compose(List.of(wagon), pins)) {
      case Outcome.Refused(Refusal refusal) -> new Answer.Refused(refusal);
      case Outcome.Composed composed -> {
        List<InputFile> sample = sample(dataset.spec(), listing.files());
        yield new Answer.Needs(
            new WantedTest(
                key(wagon, composed, dataset.spec(), sample),
                wagon,
                dataset.name(),
                composed,
                sample,
                listing.files().size(),
                listing.bytes()));
      }
    };
  }

  /// The input of a test: the dataset's test scope, or as many files as the yard's policy says.
  List<InputFile> sample(DatasetSpec dataset, List<InputFile> files) {
    Integer scope = dataset.scopes().test();
    return InputSelection.spread(
        files, scope != null ? scope : snapshot.yard().spec().test().files());
  }

  /// The key of a result: everything that decides it and nothing else. The wagon's own name is not
  /// in it, so that equal wagons share a result; the names of its dependencies are, because it
  /// reads them as folders.
  private Digest key(
      WagonRef wagon, Outcome.Composed composed, DatasetSpec dataset, List<InputFile> sample) {
    List<String> parts = new ArrayList<>();
    for (WagonRun run : composed.runs()) {
      String name = run.name().wagon().equals(wagon) ? own(run) : run.name().toString();
      parts.add(name + "\n" + content(run));
    }
    for (PackageVersion version : composed.packages()) {
      parts.add(version.name() + "\n" + version.tree());
    }
    parts.add(json.line(dataset.meta()));
    parts.add(InputListing.digest(sample).hex());
    return Digest.ofParts(parts);
  }

  private static String own(WagonRun run) {
    return "." + run.name().variation().orElse("");
  }

  private String content(WagonRun run) {
    return json.line(
        List.of(
            run.command(),
            run.environment(),
            run.config(),
            run.outputs(),
            run.success(),
            run.resources()));
  }
}
