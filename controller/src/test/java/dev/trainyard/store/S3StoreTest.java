package dev.trainyard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.remote.FaultyWire;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.s3.S3Access;
import dev.trainyard.remote.s3.S3Server;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3StoreTest extends RemoteStoreContract {
  private static S3Server server;

  private final RemoteAddress address =
      RemoteAddress.parse("s3://yard/results/" + UUID.randomUUID());
  private FaultyWire wire;
  private S3Access access;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.inMemory();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void connect() throws IOException {
    wire = new FaultyWire(server.port());
    access =
        S3Access.open(
            S3Server.settings("http://127.0.0.1:" + wire.port(), S3Server.credentials(folder)));
  }

  @AfterEach
  void disconnect() throws IOException {
    access.close();
    wire.close();
  }

  @Override
  Remote remote() {
    return access.at(address);
  }

  @Test
  void readsProgressAtTheCostOfWhatIsNew() throws Exception {
    pinOrder();
    for (int job = 0; job < 6; job++) {
      commit(job, "e" + job);
    }
    ProgressReader reader = new ProgressReader(open());
    progress(reader);
    int before = wire.seen().size();
    commit(6, "e6");
    int committed = wire.seen().size();

    assertThat(progress(reader).committed()).hasSize(7);

    assertThat(committed).isGreaterThan(before);
    assertThat(wire.seen().subList(committed, wire.seen().size()))
        .filteredOn(line -> !line.contains("list-type") && !line.contains("/merge.json"))
        .singleElement()
        .asString()
        .contains("000000006.json");
    assertThat(wire.seen().subList(committed, wire.seen().size()))
        .filteredOn(line -> line.contains("jobs"))
        .first()
        .asString()
        .contains("start-after");
  }
}
