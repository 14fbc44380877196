package dev.trainyard.model.status;

import dev.trainyard.model.InstanceName;

/// One merged file of a train.
///
/// @param path relative to the store's root
public record MergedOutput(
    InstanceName instance, String file, String mergeList, String path, long size, String sha256) {}
