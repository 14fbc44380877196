package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.Keeper;
import dev.trainyard.model.SteadyClock;
import java.io.IOException;
import java.time.InstantSource;

/// Runs tasks as Indexed Jobs. A submission is written down in the cluster, then its Jobs are made
/// without beginning, then it is marked as accepted, and then they begin: so half a submission
/// never runs and is completed by asking again, and an accepted one is never made again, whatever
/// of it is lost.
///
/// What the cluster takes a node from begins again elsewhere. A task that ended by itself, with
/// whatever code, is over.
public final class KubernetesEngine {
  private KubernetesEngine() {}

  /// Reads how the cluster is reached; it is not asked yet.
  ///
  /// @throws IOException if that cannot be read
  public static Keeper<?> open(KubernetesSettings settings, InstantSource clock)
      throws IOException {
    SteadyClock steady = new SteadyClock(clock.instant(), System::nanoTime);
    KubernetesSettings.Times times = settings.times();
    Cluster cluster = Cluster.open(settings.access(), times.request(), steady);
    return Keeper.open(
        "kubernetes-engine",
        bell -> new KubernetesFarm(settings, clock, steady, cluster, bell),
        new Keeper.Times(times.poll(), times.ttl(), times.retention()),
        clock);
  }

  /// Asks the cluster what may be done there; nothing is made.
  ///
  /// @throws IOException if it is not reached
  public static ClusterLook look(KubernetesSettings settings, InstantSource clock)
      throws IOException {
    SteadyClock steady = new SteadyClock(clock.instant(), System::nanoTime);
    try (Cluster cluster = Cluster.open(settings.access(), settings.times().request(), steady)) {
      return ClusterLook.at(cluster);
    }
  }
}
