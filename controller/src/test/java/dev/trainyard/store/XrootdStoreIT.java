package dev.trainyard.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.xrootd.XrootdServer;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

class XrootdStoreIT extends RemoteStoreContract {
  @AutoClose private static XrootdServer server;

  private final String place = "results/" + UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    server = XrootdServer.start();
  }

  @Override
  Remote remote() {
    return server.remote(place);
  }

  /// Half of a record, where the server does not take it away with its writer.
  @Override
  void damage(String key) throws Exception {
    remote().put("{}".getBytes(UTF_8), key);
    Files.writeString(server.file(place + "/" + key), "{");
  }
}
