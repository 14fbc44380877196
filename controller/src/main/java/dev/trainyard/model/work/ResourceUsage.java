package dev.trainyard.model.work;

import java.time.Duration;

/// What one wagon used in one job; memory in bytes, summed over its process tree.
///
/// @param cpu user and system CPU time
/// @param wall elapsed time
/// @param pssMax largest proportional set size seen
/// @param pssAverage mean proportional set size over the samples
/// @param readBytes bytes read through system calls (`rchar`)
/// @param writtenBytes bytes written through system calls (`wchar`)
/// @param outputBytes size of the declared outputs
/// @param logBytes size of the log
/// @param processesMax most processes at one time
public record ResourceUsage(
    Duration cpu,
    Duration wall,
    long rssMax,
    long pssMax,
    long pssAverage,
    long virtualMax,
    long readBytes,
    long writtenBytes,
    long outputBytes,
    long logBytes,
    int processesMax) {
  public static final ResourceUsage NONE =
      new ResourceUsage(Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// Both together: times, bytes and counts added, memory as the larger of the two (the runs follow
  /// each other).
  public ResourceUsage plus(ResourceUsage other) {
    return new ResourceUsage(
        cpu.plus(other.cpu),
        wall.plus(other.wall),
        Math.max(rssMax, other.rssMax),
        Math.max(pssMax, other.pssMax),
        Math.max(pssAverage, other.pssAverage),
        Math.max(virtualMax, other.virtualMax),
        readBytes + other.readBytes,
        writtenBytes + other.writtenBytes,
        outputBytes + other.outputBytes,
        logBytes + other.logBytes,
        Math.max(processesMax, other.processesMax));
  }
}
