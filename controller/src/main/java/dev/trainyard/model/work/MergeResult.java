package dev.trainyard.model.work;

import dev.trainyard.model.InstanceName;

/// What one merge task left behind.
///
/// @param path of the merged file, relative to the order's folder; empty if it failed
/// @param sha256 of the merged file; empty if it failed
public record MergeResult(
    String order,
    int index,
    InstanceName instance,
    String file,
    String mergeList,
    ExitCause cause,
    String message,
    String path,
    long size,
    String sha256,
    int inputs,
    int missing) {

  /// The same with the place of the merged file.
  public MergeResult at(String place) {
    return new MergeResult(
        order, index, instance, file, mergeList, cause, message, place, size, sha256, inputs,
        missing);
  }
}
