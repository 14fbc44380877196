package dev.trainyard.git;

import dev.trainyard.model.ByteSize;
import java.time.Duration;

/// What one operation on the remote (a listing, a fetch, a push) may use at most.
///
/// @param time from the first byte sent to the last byte read
/// @param received bytes received over `https:` or `ssh:`; not measured for `file:`
public record RemoteLimits(Duration time, ByteSize received) {
  public RemoteLimits {
    if (!time.isPositive()) {
      throw new IllegalArgumentException("the time limit must be positive: " + time);
    }
  }

  public static RemoteLimits defaults() {
    return new RemoteLimits(Duration.ofMinutes(2), ByteSize.parse("2Gi"));
  }
}
