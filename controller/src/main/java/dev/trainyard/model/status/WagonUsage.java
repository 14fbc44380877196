package dev.trainyard.model.status;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.work.ResourceUsage;

/// What one instance used over all committed jobs of a train or test.
///
/// @param total times, bytes and output added up; memory as the largest of any job
public record WagonUsage(InstanceName instance, int jobs, ResourceUsage total) {}
