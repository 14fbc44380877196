package dev.trainyard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.remote.FaultyWire;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.s3.S3Server;
import dev.trainyard.remote.s3.WiredBuckets;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3StoreTest extends RemoteStoreContract {
  @AutoClose private static S3Server server;

  private final RemoteAddress address =
      RemoteAddress.parse("s3://yard/results/" + UUID.randomUUID());
  @AutoClose private WiredBuckets buckets;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.inMemory();
  }

  @BeforeEach
  void connect() throws IOException {
    buckets = new WiredBuckets(server, folder);
  }

  @Override
  Remote remote() {
    return buckets.at(address);
  }

  @Test
  void readsProgressAtTheCostOfWhatIsNew() throws Exception {
    pinOrder();
    for (int job = 0; job < 6; job++) {
      commit(job, "e" + job);
    }
    FaultyWire wire = buckets.wire();
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
