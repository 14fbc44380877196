package dev.trainyard.cli;

import dev.trainyard.lease.LeaseSettings;
import java.time.Duration;
import java.util.UUID;

/// `spec.leader.lease` of the settings.
final class OnLease {
  /// With less, a slow answer of the cluster would end the lead.
  private static final Duration SHORTEST = Duration.ofSeconds(3);

  private static final Duration LONGEST = Duration.ofHours(1);

  private OnLease() {}

  /// @throws InvalidSettingsException if nobody could lead by them
  static LeaseSettings settings(SettingsFile file, Settings.Lease set)
      throws InvalidSettingsException {
    Duration duration = set.duration();
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
      throw new InvalidSettingsException("leader.lease.duration: set 3s to 1h");
    } else if (OnEngines.of(file).local() != null) {
      throw new InvalidSettingsException(
          "leader: the local engine's jobs are of one machine, and the next leader would run them"
              + " again; set another engine, or leave leader out");
    }
    String kubeconfig = set.kubeconfig();
    return new LeaseSettings(
        set.name(),
        Workshop.host() + "_" + UUID.randomUUID(),
        set.namespace(),
        kubeconfig == null ? null : file.path(kubeconfig),
        set.context(),
        duration);
  }
}
