package dev.trainyard.remote.s3;

import dev.trainyard.remote.FaultyWire;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import java.io.IOException;
import java.nio.file.Path;

/// Object storage behind a wire that goes wrong as a test wants it.
public final class WiredBuckets implements AutoCloseable {
  private final FaultyWire wire;
  private final S3Access access;

  /// @param folder for credentials
  public WiredBuckets(S3Server server, Path folder) throws IOException {
    wire = new FaultyWire(server.port());
    String endpoint = "http://127.0.0.1:" + wire.port();
    access = S3Access.open(S3Server.settings(endpoint, S3Server.credentials(folder)));
  }

  public FaultyWire wire() {
    return wire;
  }

  public Remote at(RemoteAddress address) {
    return access.at(address);
  }

  @Override
  public void close() throws IOException {
    access.close();
    wire.close();
  }
}
