package dev.trainyard.lease;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Which Lease controllers compete for, and who asks.
///
/// @param candidate names this process and no other
/// @param namespace null: that of the context, or the pod's own
/// @param kubeconfig null: the pod's service account, or the user's own kubeconfig
/// @param context null: the current one
/// @param duration a leader that was not heard of for so long has lost it
public record LeaseSettings(
    String name,
    String candidate,
    @Nullable String namespace,
    @Nullable Path kubeconfig,
    @Nullable String context,
    Duration duration) {

  /// After this time without a renewal a leader holds it for lost: before anybody else may take it.
  Duration deadline() {
    return duration.multipliedBy(2).dividedBy(3);
  }

  /// Between two looks at it.
  Duration pause() {
    return duration.dividedBy(6);
  }

  /// For one request.
  Duration patience() {
    return duration.dividedBy(3);
  }
}
