package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.DatasetSpec.Files;
import dev.trainyard.model.spec.DatasetSpec.ListedFile;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.DatasetListing.Failed;
import dev.trainyard.model.work.DatasetListing.Listed;
import dev.trainyard.model.work.DatasetListing.Unknown;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.remote.FaultyWire.Fault;
import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.s3.S3Server;
import dev.trainyard.remote.s3.WiredBuckets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Inputs on object storage: found where the operator allows it, and brought to jobs.
class KeptInputsTest {
  @AutoClose private static S3Server server;

  @TempDir private Path folder;
  @AutoClose private WiredBuckets buckets;
  @AutoClose private InputCatalogue catalogue;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.inMemory();
  }

  @BeforeEach
  void connect() throws IOException {
    buckets = new WiredBuckets(server, folder);
    Remote bucket = buckets.at(RemoteAddress.parse("s3://yard"));
    for (String name : List.of("run1/a.csv", "run1/b.csv", "run1/c.root", "run2/a.csv")) {
      bucket.put((name + "\n").getBytes(UTF_8), "data/" + name);
    }
    bucket.put("secret".getBytes(UTF_8), "store/orders/x");
    InputRoots roots =
        new InputRoots(
            null,
            List.of(),
            _ -> false,
            InputRoots.below(List.of(RemoteAddress.parse("s3://yard/data"))));
    catalogue = new InputCatalogue(roots, buckets::at, Duration.ofSeconds(20));
  }

  @Test
  void listsByPatternWithSizes() {
    DatasetListing listing = list(new Files("s3://yard/data/run*/*.csv", null, null));

    assertThat(listing).isInstanceOf(Listed.class);
    assertThat(((Listed) listing).listing().files())
        .extracting(InputFile::location, InputFile::size)
        .containsExactly(
            tuple("s3://yard/data/run1/a.csv"),
            tuple("s3://yard/data/run1/b.csv"),
            tuple("s3://yard/data/run2/a.csv"));
  }

  private static Tuple tuple(String location) {
    return Tuple.tuple(location, 11L);
  }

  @Test
  void listsByRun() {
    DatasetListing listing =
        catalogue.list("d", new Files("s3://yard/data/run{run}/*.csv", null, null), List.of(2L));

    assertThat(((Listed) listing).listing().files())
        .extracting(InputFile::location, InputFile::run)
        .containsExactly(Tuple.tuple("s3://yard/data/run2/a.csv", 2L));
  }

  @Test
  void readsACatalogueThere() throws IOException {
    buckets
        .at(RemoteAddress.parse("s3://yard"))
        .put("s3://yard/data/run1/a.csv 11\n".getBytes(UTF_8), "data/catalogue.txt");

    DatasetListing listing = list(new Files(null, "s3://yard/data/catalogue.txt", null));

    assertThat(((Listed) listing).listing().files()).hasSize(1);
  }

  @Test
  void refusesWhatTheOperatorDoesNotAllow() {
    for (String location :
        List.of("s3://yard/store/orders/x", "s3://other/data/a", "s3://yard/dataset/x")) {
      ListedFile file = new ListedFile(location, null, null, null);
      DatasetListing listing = list(new Files(null, null, List.of(file)));

      assertThat(listing).isInstanceOf(Failed.class);
      assertThat(((Failed) listing).reason()).isEqualTo("LocationRefused");
      assertThat(((Failed) listing).message()).contains("inputs.buckets");
    }
    assertThat(buckets.wire().seen())
        .noneMatch(line -> line.startsWith("GET") || line.startsWith("HEAD"));
  }

  @Test
  void refusesPatternsAndCataloguesThatLeadElsewhere() {
    assertThat(list(new Files("s3://yard/*/orders/*", null, null))).isInstanceOf(Failed.class);
    assertThat(list(new Files(null, "s3://yard/store/orders/x", null))).isInstanceOf(Failed.class);
  }

  @Test
  void saysThatAFileIsNotThere() {
    ListedFile file = new ListedFile("s3://yard/data/run9/a.csv", null, null, null);

    DatasetListing listing = list(new Files(null, null, List.of(file)));

    assertThat(((Failed) listing).reason()).isEqualTo("NoFiles");
  }

  @Test
  void knowsNothingWhileTheServerIsAway() {
    buckets.wire().faults(_ -> Fault.answer(400, "Odd"));

    assertThat(list(new Files("s3://yard/data/*/*", null, null))).isInstanceOf(Unknown.class);
  }

  private DatasetListing list(Files files) {
    return catalogue.list("d", files, List.of());
  }

  @Test
  void jobFetchesThemOnceAndChecksThem() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    buckets
        .wire()
        .faults(
            line ->
                line.contains("/run1/a.csv") && asked.incrementAndGet() == 1
                    ? Fault.answer(503, "SlowDown")
                    : Fault.NONE);
    Yard yard = yard(input("run1/a.csv", "run1/a.csv\n"), input("run1/b.csv", null));

    assertThat(yard.runFirst()).isEqualTo(JobEnd.COMMITTED);

    assertThat(yard.outputOf("a/copy")).isEqualTo("run1/a.csv\nrun1/b.csv\n");
    assertThat(yard.committed(0).inputs())
        .extracting(JobResult.StagedInput::sha256)
        .containsExactly(
            Digest.of("run1/a.csv\n".getBytes(UTF_8)).hex(),
            Digest.of("run1/b.csv\n".getBytes(UTF_8)).hex());
  }

  @Test
  void jobRefusesWhatChangedSinceItWasListed() throws IOException {
    Yard yard = yard(input("run1/a.csv", "run7/a.csv\n"));

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("another SHA-256");
  }

  @Test
  void jobSaysWhatIsGone() throws IOException {
    Yard yard = yard(input("run1/z.csv", null));

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("s3://yard/data/run1/z.csv is gone");
  }

  @Test
  void jobTriesAnotherTimeWhatCannotBeReached() throws IOException {
    buckets.wire().faults(line -> line.contains("/run1/") ? Fault.answer(400, "Odd") : Fault.NONE);
    Yard yard = yard(input("run1/a.csv", null));

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.STAGING_FAILED);
  }

  private Yard yard(InputFile... inputs) throws IOException {
    Yard yard = new Yard(folder);
    yard.remotes = buckets::at;
    yard.wagon("a/copy", "cat $(cat $TRAINYARD_INPUTS) > $TRAINYARD_OUTPUT/out.txt");
    yard.job(inputs);
    return yard;
  }

  private static InputFile input(String name, @Nullable String content) {
    String sha256 = content == null ? null : Digest.of(content.getBytes(UTF_8)).hex();
    return new InputFile("s3://yard/data/" + name, null, 11L, sha256);
  }
}
