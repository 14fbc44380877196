package dev.trainyard.controller;

import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.work.DatasetListing;
import java.util.List;
import java.util.Optional;

/// Finds the files of datasets: the edge to wherever inputs lie.
public interface DatasetFiles {
  /// The files of a dataset whose files are given by pattern, catalogue or list.
  ///
  /// @param runs the runs that it consists of, ascending; empty if it names none
  DatasetListing list(Declared<DatasetSpec> dataset, List<Long> runs);

  /// The files of a dataset that is made of a train's output.
  ///
  /// @param order the order of the train, which has succeeded
  DatasetListing listDerived(Declared<DatasetSpec> dataset, String order);

  /// Where a file of the store is: a location that inputs may have; empty if the store is not known
  /// here.
  ///
  /// @param path from the store's top
  Optional<String> locate(String path);
}
