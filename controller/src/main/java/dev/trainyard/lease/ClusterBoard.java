package dev.trainyard.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The Lease as it stands in the cluster.
final class ClusterBoard implements LeaseBoard {
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final String namespace;
  private final LeaseSettings settings;

  private ClusterBoard(KubernetesClient client, LeaseSettings settings) {
    this.client = client;
    this.settings = settings;
    String set = settings.namespace();
    String known = set == null ? client.getNamespace() : set;
    this.namespace = known == null ? "default" : known;
  }

  /// Reads how the cluster is reached; it is not asked yet.
  ///
  /// @throws IOException if that cannot be read
  static ClusterBoard open(LeaseSettings settings) throws IOException {
    try {
      Config config = config(settings);
      return new ClusterBoard(new KubernetesClientBuilder().withConfig(config).build(), settings);
    } catch (RuntimeException e) {
      throw new IOException("cannot read how the cluster is reached: " + e.getMessage(), e);
    }
  }

  /// Limits are set on what was read: made anew from it, it would be mixed with the current
  /// context.
  static Config config(LeaseSettings settings) {
    Path kubeconfig = settings.kubeconfig();
    Config config =
        kubeconfig == null
            ? Config.autoConfigure(settings.context())
            : Config.fromKubeconfig(settings.context(), kubeconfig.toFile());
    int millis = Math.toIntExact(settings.patience().toMillis());
    config.setRequestTimeout(millis);
    config.setConnectionTimeout(millis);
    config.setRequestRetryBackoffLimit(0);
    // A connection of HTTP/2 that is dead is kept, and each request on it waits until its end.
    config.setHttp2Disable(true);
    return config;
  }

  @Override
  public Optional<Seen> read() throws IOException {
    try {
      Lease lease = client.leases().inNamespace(namespace).withName(settings.name()).get();
      return Optional.ofNullable(lease).map(Seen::of);
    } catch (KubernetesClientException e) {
      throw trouble(e);
    }
  }

  @Override
  public boolean take(Optional<Seen> before, Instant now) throws IOException {
    String candidate = settings.candidate();
    boolean renews = before.filter(it -> it.holder().equals(candidate)).isPresent();
    int changes = before.map(Seen::changes).orElse(0) + (renews || before.isEmpty() ? 0 : 1);
    ZonedDateTime time = now.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    Lease lease =
        new LeaseBuilder(before.map(Seen::lease).orElseGet(this::none))
            .editOrNewSpec()
            .withHolderIdentity(candidate)
            .withLeaseDurationSeconds((int) Math.max(1, settings.duration().toSeconds()))
            .withRenewTime(time)
            .withLeaseTransitions(changes)
            .endSpec()
            .build();
    if (!renews) {
      lease.getSpec().setAcquireTime(time);
    }
    return write(before, lease);
  }

  @Override
  public void release(Seen mine) throws IOException {
    Lease lease =
        new LeaseBuilder(mine.lease())
            .editOrNewSpec()
            .withHolderIdentity(null)
            .withLeaseDurationSeconds(1)
            .endSpec()
            .build();
    boolean _ = write(Optional.of(mine), lease);
  }

  private Lease none() {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(settings.name())
        .withNamespace(namespace)
        .endMetadata()
        .build();
  }

  private boolean write(Optional<Seen> before, Lease lease) throws IOException {
    try {
      if (before.isEmpty()) {
        Lease _ = client.resource(lease).create();
      } else {
        Lease _ = client.resource(lease).lockResourceVersion(before.get().version()).update();
      }
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        return false;
      }
      throw trouble(e);
    }
  }

  private IOException trouble(KubernetesClientException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String why = message == null ? cause.getClass().getSimpleName() : message;
    return new IOException("the lease %s/%s: %s".formatted(namespace, settings.name(), why), e);
  }

  @Override
  public void close() {
    client.close();
  }
}
