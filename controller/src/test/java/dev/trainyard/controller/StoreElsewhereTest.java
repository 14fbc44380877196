package dev.trainyard.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trainyard.remote.FaultyWire;
import dev.trainyard.remote.FaultyWire.Fault;
import dev.trainyard.remote.PassingRemote;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.UnusableRemoteException;
import dev.trainyard.remote.s3.S3Access;
import dev.trainyard.remote.s3.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a controller makes sure of before it works with a store elsewhere.
class StoreElsewhereTest {
  @TempDir private Path folder;
  private S3Server server;
  private FaultyWire wire;
  private S3Access access;
  private Remote bucket;

  @BeforeEach
  void start() throws Exception {
    server = S3Server.inMemory();
    wire = new FaultyWire(server.port());
    access =
        S3Access.open(
            S3Server.settings("http://127.0.0.1:" + wire.port(), S3Server.credentials(folder)));
    bucket = access.at(RemoteAddress.parse("s3://yard/results"));
  }

  @AfterEach
  void stop() throws Exception {
    access.close();
    wire.close();
    server.close();
  }

  @Test
  void recognisesTheStoreAgain() throws Exception {
    String first = begin(bucket);

    assertThat(begin(bucket)).isEqualTo(first).isNotEmpty();
    assertThat(bucket.list("uploads", "", "").files()).isEmpty();
  }

  private String begin(Remote remote) throws Exception {
    try (StoreGuard guard = StoreGuard.take(remote, folder.resolve("copy"))) {
      guard.recognise(folder.resolve("store-id"));
      guard.check();
      guard.checkWritable();
      return guard.id();
    }
  }

  @Test
  void refusesAnotherStore() throws Exception {
    String _ = begin(bucket);
    bucket.put("another".getBytes(UTF_8), "trainyard-store");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> begin(bucket))
        .withMessageContaining("s3://yard/results is not the one");
  }

  @Test
  void refusesAStoreThatOverwritesWhatMustNotBeThere() {
    Remote careless =
        new PassingRemote(bucket) {
          @Override
          public boolean create(byte[] content, String name) throws IOException {
            put(content, name);
            return true;
          }
        };

    assertThatExceptionOfType(UnusableRemoteException.class)
        .isThrownBy(() -> begin(careless))
        .withMessageContaining("If-None-Match");
  }

  @Test
  void saysThatItCannotBeWritten() throws Exception {
    try (StoreGuard guard = StoreGuard.take(bucket, folder.resolve("copy"))) {
      guard.recognise(folder.resolve("store-id"));
      wire.faults(line -> line.startsWith("PUT") ? Fault.answer(403, "AccessDenied") : Fault.NONE);

      assertThatExceptionOfType(IOException.class)
          .isThrownBy(guard::checkWritable)
          .withMessageContaining("no file can be made in the store at s3://yard/results")
          .withMessageContaining("AccessDenied");
    }
  }

  @Test
  void saysThatItIsNotThere() throws Exception {
    try (StoreGuard guard = StoreGuard.take(bucket, folder.resolve("copy"))) {
      guard.recognise(folder.resolve("store-id"));
      bucket.delete("trainyard-store");

      assertThatExceptionOfType(IOException.class)
          .isThrownBy(guard::check)
          .withMessageContaining("is not there");
    }
  }
}
