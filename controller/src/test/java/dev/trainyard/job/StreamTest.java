package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobResult.StagedInput;
import dev.trainyard.model.work.JobResult.WagonResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Wagons that read one stream of a job's inputs, and inputs that are not what they should be.
class StreamTest {
  private static final String COPY = "cat > $TRAINYARD_OUTPUT/out.txt";

  /// More than pipes and buffers hold.
  private static final String MUCH = "0123456789abcde\n".repeat(400_000);

  @TempDir private Path folder;
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new Yard(folder);
  }

  /// A library that is missing, memory that is used up: nobody may take what was read for all.
  @Test
  void failsWhenItsReaderDies() throws Exception {
    List<InputStager.Staged> deadly =
        new AbstractList<>() {
          @Override
          public InputStager.Staged get(int index) {
            throw new NoClassDefFoundError("zstd");
          }

          @Override
          public int size() {
            return 1;
          }
        };
    JobFailure failure =
        catchThrowableOfType(
            JobFailure.class, () -> StreamPass.start(deadly, List.of()).checksums());

    assertThat(failure).hasMessageContaining("zstd");
  }

  @Test
  void feedsAllWagonsWithAllFilesInTheirOrder() throws IOException {
    yard.job(input("b.txt", "one\n".getBytes(UTF_8)), input("a.txt", "two".getBytes(UTF_8)));
    reader("a/copy", COPY, 0);
    reader("a/count", "wc -l > $TRAINYARD_OUTPUT/out.txt", 0);
    yard.wagon("a/files", "cat $(cat $TRAINYARD_INPUTS) > $TRAINYARD_OUTPUT/out.txt");

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/copy")).isEqualTo("one\ntwo");
    assertThat(yard.outputOf("a/count").strip()).isEqualTo("1");
    assertThat(yard.outputOf("a/files")).isEqualTo("one\ntwo");
    assertThat(yard.committed(0).inputs())
        .extracting(StagedInput::sha256)
        .containsExactly(sha256("one\n"), sha256("two"));
  }

  @Test
  void decompressesGzipAndZstdByContent() throws IOException {
    byte[] twoMembers = joined(gzip(MUCH), gzip("second\n"), new byte[600]);
    byte[] twoFrames = joined(zstd("third\n"), zstd(MUCH));
    yard.job(input("a.csv.gz", twoMembers), input("b.zst", twoFrames), input("c", gzip("4\n")));
    reader("a/copy", COPY, 0);

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/copy")).isEqualTo(MUCH + "second\nthird\n" + MUCH + "4\n");
    assertThat(yard.committed(0).inputs().getFirst().size()).isEqualTo(twoMembers.length);
  }

  @Test
  void passesOnHeaderLinesOnce() throws IOException {
    yard.job(
        input("empty.csv", new byte[0]),
        input("a.csv", "x,y\n#\n1,2".getBytes(UTF_8)),
        input("b.csv.gz", gzip("x,y\n#\n3,4\n")));
    reader("a/two", COPY, 2);
    reader("a/one", COPY, 1);
    reader("a/raw", COPY, 0);

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/two")).isEqualTo("x,y\n#\n1,2\n3,4\n");
    assertThat(yard.outputOf("a/one")).isEqualTo("x,y\n#\n1,2\n#\n3,4\n");
    assertThat(yard.outputOf("a/raw")).isEqualTo("x,y\n#\n1,2x,y\n#\n3,4\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x,z\n3,4\n", "x,y"})
  void refusesOtherHeaderLines(String second) throws IOException {
    yard.job(input("a.csv", "x,y\n1,2\n".getBytes(UTF_8)), input("b.csv", second.getBytes(UTF_8)));
    reader("a/copy", COPY, 1);

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("b.csv", "header lines");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"exit 3", "kill -SEGV $$", "exec 0<&-; sleep 20", "sleep 20", "head -c 9; exit 3"})
  void goesOnWithoutAWagonThatDoesNotRead(String script) throws IOException {
    yard.job(input("a.txt.gz", gzip(MUCH)));
    Resources brief = new Resources(ByteSize.parse("1Gi"), 1, Duration.ofSeconds(1));
    reader("a/copy", COPY, 0);
    yard.wagon("a/bad", script, brief, List.of());
    yard.stream("a/bad", 0);

    yard.runFirst();

    assertThat(yard.failed().wagons())
        .extracting(r -> r.cause() == ExitCause.SUCCEEDED)
        .containsExactly(true, false);
    assertThat(yard.failed().wagons().getFirst().outputs().getFirst().size())
        .isEqualTo(MUCH.length());
  }

  @Test
  void doesNotCountTheTimeThatOthersTake() throws IOException {
    Resources brief = new Resources(ByteSize.parse("1Gi"), 1, Duration.ofMillis(1500));
    yard.job(input("a.txt", MUCH.getBytes(UTF_8)));
    yard.wagon("a/fast", COPY, brief, List.of(Yard.output("out.txt", Yard.NO_MERGE)));
    yard.stream("a/fast", 0);
    reader("a/slow", "sleep 3; " + COPY, 0);

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.committed(0).wagons().getFirst().usage().wall()).isGreaterThan(brief.time());
  }

  @Test
  void tellsOfAWagonThatEndsBeforeItsInput() throws IOException {
    yard.job(input("a.txt.gz", gzip(MUCH)), input("b.txt", "b\n".getBytes(UTF_8)));
    reader("a/head", "head -n 1 > $TRAINYARD_OUTPUT/out.txt", 0);

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    WagonResult head = yard.committed(0).wagons().getFirst();
    assertThat(head.message()).isEqualTo("it ended before its input did");
    assertThat(yard.committed(0).inputs().getLast().sha256()).isEqualTo(sha256("b\n"));
  }

  @Test
  void readsAgainForWagonsThatWaitForAReader() throws IOException {
    yard.job(input("a.txt", "event\n".getBytes(UTF_8)));
    reader("a/first", COPY, 0);
    reader(
        "a/second", "cat $TRAINYARD_DEPENDENCIES/a/first/out.txt - > $TRAINYARD_OUTPUT/out.txt", 0);
    yard.wagons.add(yard.wagons.removeLast().dependingOn(List.of(InstanceName.parse("a/first"))));

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/second")).isEqualTo("event\nevent\n");
  }

  @Test
  void leavesOutAReaderWhoseDependencyFailed() throws IOException {
    yard.job(input("a.txt", "event\n".getBytes(UTF_8)));
    yard.wagon("a/bad", "exit 1");
    reader("a/copy", COPY, 0);
    reader("a/without", COPY, 0);
    yard.wagons.add(yard.wagons.removeLast().dependingOn(List.of(InstanceName.parse("a/bad"))));

    yard.runFirst();

    assertThat(yard.failed().wagons())
        .extracting(WagonResult::cause)
        .containsExactly(ExitCause.EXIT_CODE, ExitCause.SUCCEEDED, ExitCause.DEPENDENCY_FAILED);
  }

  @Test
  void feedsManyWagonsAtOnceWhateverTheCores() throws IOException {
    yard.job(input("a.txt", MUCH.getBytes(UTF_8)));
    IntStream.range(0, 20).forEach(i -> reader("a/w" + i, "wc -c > $TRAINYARD_OUTPUT/out.txt", 0));

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.outputOf("a/w19").strip()).isEqualTo(Integer.toString(MUCH.length()));
  }

  static Stream<byte[]> damaged() throws IOException {
    byte[] gzip = gzip(MUCH);
    byte[] zstd = zstd(MUCH);
    byte[] flipped = gzip.clone();
    flipped[flipped.length - 6] ^= 1;
    byte[] brokenSecond = joined(gzip, gzip("second\n"));
    brokenSecond[gzip.length] ^= 1;
    byte[] zstdFlipped = zstd.clone();
    zstdFlipped[zstd.length / 2] ^= 0x55;
    return Stream.of(
        Arrays.copyOf(gzip, gzip.length / 2),
        Arrays.copyOf(gzip, gzip.length - 4),
        Arrays.copyOf(gzip, 5),
        flipped,
        brokenSecond,
        joined(gzip, "garbage".getBytes(UTF_8)),
        joined(gzip, new byte[9], new byte[] {1}),
        Arrays.copyOf(zstd, zstd.length / 2),
        Arrays.copyOf(zstd, zstd.length - 2),
        joined(zstd, "garbage".getBytes(UTF_8)),
        zstdFlipped);
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void blamesADamagedInputAndNoWagon(byte[] content) throws IOException {
    yard.job(input("fine.txt", "fine\n".getBytes(UTF_8)), input("damaged", content));
    reader("a/copy", COPY, 0);
    reader("a/strict", "cat > $TRAINYARD_OUTPUT/out.txt; exit 1", 0);

    JobEnd end = yard.runFirst();

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("/data/damaged ").contains("mend the file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv.gz", "a.zst"})
  void refusesAFileThatIsNotWhatItsNameSays(String name) throws IOException {
    yard.job(input(name, "plain\n".getBytes(UTF_8)));
    reader("a/copy", COPY, 0);

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains(name, "is called so");
  }

  @Test
  void refusesAFileThatExpandsBeyondReason() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStreamNoFinalizer(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 1200; i++) {
        out.write(zeros);
      }
    }
    yard.job(input("bomb.zst", bomb.toByteArray()));
    reader("a/sink", "cat > /dev/null; touch $TRAINYARD_OUTPUT/out.txt", 0);

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("bomb.zst", "thousand times");
  }

  @Test
  void refusesAFileOfAnotherChecksumThanListed() throws IOException {
    InputFile listed = input("a.txt", "one\n".getBytes(UTF_8));
    yard.job(new InputFile(listed.location(), 1L, listed.size(), "ab".repeat(32)));
    reader("a/copy", COPY + "; exit 1", 0);

    yard.runFirst();

    assertThat(yard.failed().cause()).isEqualTo(ExitCause.INPUT_BAD);
    assertThat(yard.failed().message()).contains("another SHA-256");
  }

  private void reader(String name, String script, int headerLines) {
    yard.wagon(name, script);
    yard.stream(name, headerLines);
  }

  private InputFile input(String name, byte[] content) throws IOException {
    Path file = Files.createDirectories(yard.root.resolve("data")).resolve(name);
    Files.write(file, content);
    return new InputFile("file://" + file, 1L, (long) content.length, null);
  }

  private static String sha256(String text) {
    return Digest.of(text.getBytes(UTF_8)).hex();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] zstd(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStreamNoFinalizer(bytes).setChecksum(true)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
