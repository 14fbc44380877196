package dev.trainyard.job;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// A way to make one file of the outputs of several jobs.
interface PartMerge {
  /// Merges the parts in their order; reads each to its end, so that it is verified.
  ///
  /// @throws JobFailure if they do not fit together
  /// @throws MergePart.DamagedException if one is not what its job committed
  void merge(List<MergePart> parts, OutputStream out) throws IOException, JobFailure;
}
