/// Inside one job or merge task: inputs staged once, wagons run with limits, outputs committed.
@NullMarked
package dev.trainyard.job;

import org.jspecify.annotations.NullMarked;
