package dev.trainyard.job;

import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.work.JobResult.OutputFile;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.store.StoreLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/// Looks at every output as its merge will. What can never be merged is the fault of its wagon, and
/// is found in the wagon's test instead of after the last job of a train.
///
/// @param job index of the job that made the outputs
/// @param folder where the outputs of the job lie
record MergeTrial(int job, Path folder) {

  /// @throws JobFailure if one of them cannot be merged as it is declared
  void check(WagonRun wagon, List<OutputFile> files) throws IOException, JobFailure {
    for (Output output : wagon.outputs()) {
      for (OutputFile file : files) {
        if (file.file().equals(output.file())) {
          check(output, part(wagon, file));
        }
      }
    }
  }

  /// This output as the part that it is to a merge.
  MergePart part(WagonRun wagon, OutputFile file) {
    return new MergePart(job, StoreLayout.output(folder, wagon.name(), file.file()), file);
  }

  private static void check(Output output, MergePart part) throws IOException, JobFailure {
    try {
      tryOut(output, part);
    } catch (OutOfMemoryError e) {
      throw part.unfit(MergePart.tooLarge(output));
    }
  }

  private static void tryOut(Output output, MergePart part) throws IOException, JobFailure {
    OutputStream nowhere = OutputStream.nullOutputStream();
    switch (output.merge().kind()) {
      case SUM -> new CsvSum(output.merge().keys()).merge(List.of(part), nowhere);
      case CONCATENATE -> Concatenation.of(output).checkHeader(part);
      case JSON -> new JsonSum().merge(List.of(part), nowhere);
      case COMMAND, NONE -> {}
    }
  }
}
