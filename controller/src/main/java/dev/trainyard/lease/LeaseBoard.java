package dev.trainyard.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the Lease stands: it is read, and replaced only by who has read it as it is.
interface LeaseBoard extends AutoCloseable {

  /// The Lease as it was read.
  ///
  /// @param holder empty if nobody has it
  record Seen(Lease lease, String version, String holder) {
    static Seen of(Lease lease) {
      LeaseSpec spec = lease.getSpec();
      @Nullable String holder = spec == null ? null : spec.getHolderIdentity();
      return new Seen(
          lease, lease.getMetadata().getResourceVersion(), holder == null ? "" : holder);
    }

    int changes() {
      LeaseSpec spec = lease.getSpec();
      Integer changes = spec == null ? null : spec.getLeaseTransitions();
      return changes == null ? 0 : changes;
    }
  }

  /// Empty if there is none.
  ///
  /// @throws IOException if the cluster does not tell
  Optional<Seen> read() throws IOException;

  /// Takes or renews it, unless somebody else wrote to it since.
  ///
  /// @param before empty if there was none
  /// @return whether it is ours now
  boolean take(Optional<Seen> before, Instant now) throws IOException;

  /// Lets go of it, so that the next one need not wait.
  void release(Seen mine) throws IOException;

  @Override
  void close();
}
