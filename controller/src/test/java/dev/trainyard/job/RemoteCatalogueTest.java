package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.ListedFile;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.DatasetListing.Failed;
import dev.trainyard.model.work.DatasetListing.Listed;
import dev.trainyard.model.work.DatasetListing.Unknown;
import dev.trainyard.model.work.InputFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Listings that come from web servers.
class RemoteCatalogueTest {
  private static final byte[] CATALOGUE =
      IntStream.range(0, 5000)
          .mapToObj(i -> "https://data.test/" + i + ".csv 99\n")
          .collect(Collectors.joining())
          .getBytes(UTF_8);

  private FileServer server;
  private InputCatalogue catalogue;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer();
    catalogue =
        new InputCatalogue(new InputRoots(null, List.of(), uri -> true), Duration.ofSeconds(8));
  }

  @AfterEach
  void stop() {
    catalogue.close();
    server.close();
  }

  @Test
  void listsACatalogueWhoseTransferHadToBeginAgain() {
    server.serve(
        "/list",
        (exchange, number) ->
            FileServer.sendStart(
                exchange, CATALOGUE, number == 1 ? CATALOGUE.length / 2 : CATALOGUE.length));

    DatasetListing listing = list();

    assertThat(server.asked).hasSize(2);
    assertThat(((Listed) listing).listing().files()).hasSize(5000);
  }

  @Test
  void doesNotKnowWhatAServerDoesNotTell() {
    server.serve("/list", (exchange, number) -> exchange.sendResponseHeaders(503, -1));

    assertThat(list()).isInstanceOf(Unknown.class);
  }

  @Test
  void saysThatACatalogueIsNotThere() {
    server.serve("/list", (exchange, number) -> exchange.sendResponseHeaders(404, -1));

    DatasetListing listing = list();

    assertThat(listing).isInstanceOf(Failed.class);
    assertThat(((Failed) listing).reason()).isEqualTo("CatalogueUnreadable");
    assertThat(((Failed) listing).message()).contains("404");
  }

  @Test
  void asksForSizesAndDoesWithoutThem() {
    server.serve(
        "/told",
        (exchange, number) -> {
          exchange.getResponseHeaders().set("Content-Length", "123");
          exchange.sendResponseHeaders(200, -1);
        });
    server.serve("/refused", (exchange, number) -> exchange.sendResponseHeaders(405, -1));
    List<ListedFile> files =
        List.of(
            new ListedFile(server.at("/refused").toString(), 1L, null, null),
            new ListedFile(server.at("/told").toString(), 2L, null, null));

    DatasetListing listing =
        catalogue.list("d", new DatasetSpec.Files(null, null, files), List.of());

    assertThat(((Listed) listing).listing().files())
        .extracting(InputFile::size)
        .containsExactly(null, 123L);
  }

  private DatasetListing list() {
    String location = server.at("/list").toString();
    return catalogue.list("d", new DatasetSpec.Files(null, location, null), List.of());
  }
}
