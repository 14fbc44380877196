package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.plan.Composer.Outcome.Composed;
import java.util.List;
import java.util.Set;

/// A test that the yard wants: one wagon with what it depends on, over a dataset's sample.
///
/// @param artefacts those that it needs, sorted by name
/// @param datasetBytes size of all files of the dataset, for extrapolation
/// @param datasetFiles number of all files of the dataset
record WantedTest(
    Digest key,
    WagonRef wagon,
    String dataset,
    Composed composed,
    List<InputFile> sample,
    List<Artefact> artefacts,
    int datasetFiles,
    long datasetBytes) {

  /// Whether it runs software of one of these packages.
  boolean uses(Set<String> packages) {
    for (PackageVersion version : composed.packages()) {
      if (packages.contains(version.name())) {
        return true;
      }
    }
    return false;
  }

  /// The same test with these versions of its packages.
  WantedTest composedOf(List<PackageVersion> packages) {
    Composed same = new Composed(composed.wagons(), composed.runs(), packages);
    return new WantedTest(key, wagon, dataset, same, sample, artefacts, datasetFiles, datasetBytes);
  }
}
