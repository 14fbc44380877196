package dev.trainyard.remote.xrootd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteContract;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class XrootdRemoteIT extends RemoteContract {
  @AutoClose private static XrootdServer server;

  private final String place = "p-" + UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    server = XrootdServer.start();
  }

  @Override
  protected Remote remote() {
    return server.remote(place);
  }

  @Test
  void leavesOnlyWhatWasAskedFor() throws Exception {
    remote().put("one".getBytes(UTF_8), "a/record");
    remote().put("two".getBytes(UTF_8), "a/record");

    assertThat(remote().listAll("")).hasSize(1);
  }
}
