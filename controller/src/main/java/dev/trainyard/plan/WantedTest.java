package dev.trainyard.plan;

import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.plan.Composer.Outcome.Composed;
import java.util.List;

/// A test that the yard wants: one wagon with what it depends on, over a dataset's sample.
///
/// @param datasetBytes size of all files of the dataset, for extrapolation
/// @param datasetFiles number of all files of the dataset
record WantedTest(
    Digest key,
    WagonRef wagon,
    String dataset,
    Composed composed,
    List<InputFile> sample,
    int datasetFiles,
    long datasetBytes) {}
