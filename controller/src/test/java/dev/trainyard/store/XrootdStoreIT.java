package dev.trainyard.store;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.xrootd.XrootdServer;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class XrootdStoreIT extends RemoteStoreContract {
  private static XrootdServer server;

  private final String place = "results/" + UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    server = XrootdServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Override
  Remote remote() {
    return server.remote(place);
  }
}
