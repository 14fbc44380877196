package dev.trainyard.remote;

import java.io.IOException;

/// Opens places elsewhere.
@FunctionalInterface
public interface Remotes {
  /// For where there are none.
  Remotes NONE =
      address -> {
        throw new UnusableRemoteException("nothing is known here of how to reach " + address);
      };

  /// The place at an address.
  ///
  /// @throws UnusableRemoteException if nothing is known of how to reach it
  Remote open(RemoteAddress address) throws IOException;
}
