package dev.trainyard.job;

import static dev.trainyard.job.MergeYard.CAT;
import static dev.trainyard.job.MergeYard.JOIN;
import static dev.trainyard.job.MergeYard.JSON;
import static dev.trainyard.job.MergeYard.SUM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.work.ExitCause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Merged outputs: equal to one pass over everything, or refused.
class MergerTest {
  private static final String HISTOGRAM =
      "awk 'BEGIN { print \"bin,entries,weight\" } { n[$1]++; w[$1] += $2 }"
          + " END { for (b = 0; b < 4; b++) print b \",\" n[b] + 0 \",\" w[b] + 0 }' ";

  @TempDir private Path folder;
  private MergeYard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new MergeYard(folder);
  }

  @Test
  void addsHistogramsToWhatOnePassPrints() throws IOException {
    yard.withParts(SUM, HISTOGRAM + "$(cat $TRAINYARD_INPUTS)", events(0), events(1), events(2));
    String onePass = HISTOGRAM + String.join(" ", paths("e0", "e1", "e2"));

    JobEnd end = yard.merge();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.merged()).isEqualTo(output(onePass));
  }

  @Test
  void addsDecimalsExactlyAndRowsThatOnlySomePartsHave() throws IOException {
    yard.withParts(
        SUM,
        CAT,
        "bin,x\na,0.1\nb,1e2\n",
        "bin,x\nb,0.2\na,0.2\nc,99999999999999999999\n",
        "bin,x\nc,1\n");

    yard.merge();

    assertThat(yard.merged()).isEqualTo("bin,x\na,0.3\nb,100.2\nc,100000000000000000000\n");
  }

  @Test
  void refusesHistogramsWhoseHeadersDiffer() throws IOException {
    yard.withParts(SUM, CAT, "bin,x\n1,1\n", "bin,y\n1,1\n");

    JobEnd end = yard.merge();

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(yard.result().cause()).isEqualTo(ExitCause.MERGE_FAILED);
    assertThat(yard.result().message()).contains("job 1", "\"bin,y\"", "\"bin,x\"");
    assertThat(yard.mergedFolder()).doesNotExist();
  }

  @Test
  void refusesAHistogramWithoutItsKeyColumn() throws IOException {
    yard.withCommitted(SUM, List.of("mass,x\n1,1\n"));

    yard.merge();

    assertThat(yard.result().message()).contains("no column \"bin\"");
    assertThat(yard.result().cause()).isEqualTo(ExitCause.MERGE_FAILED);
    assertThat(yard.mergedFolder()).doesNotExist();
  }

  @Test
  void refusesWhatIsNoNumber() throws IOException {
    yard.withCommitted(SUM, List.of("bin,x\n1,1\n", "bin,x\n1,nan\n"));

    yard.merge();

    assertThat(yard.result().message()).contains("job 1", "line 2", "column x", "\"nan\"");
    assertThat(yard.result().cause()).isEqualTo(ExitCause.MERGE_FAILED);
    assertThat(yard.mergedFolder()).doesNotExist();
  }

  @Test
  void refusesPartsWithAnotherNumberOfColumns() throws IOException {
    yard.withCommitted(SUM, List.of("bin,x\n1,1\n", "bin,x\n1\n"));

    yard.merge();

    assertThat(yard.result().message()).contains("1 columns in line 2");
    assertThat(yard.result().cause()).isEqualTo(ExitCause.MERGE_FAILED);
    assertThat(yard.mergedFolder()).doesNotExist();
  }

  @Test
  void joinsPartsWithOneHeaderToWhatOnePassPrints() throws IOException {
    String script = "echo run,mass; cat $(cat $TRAINYARD_INPUTS)";
    yard.withParts(JOIN, script, "1,3.1\n", "", "2,9.4");

    yard.merge();

    assertThat(yard.merged()).isEqualTo("run,mass\n1,3.1\n2,9.4\n");
  }

  @Test
  void joinsBinaryPartsByteByByte() throws IOException {
    byte[] one = gzip("event 1\n");
    byte[] two = gzip("event 2\n");
    yard.withCommitted(new Output("out.txt", "application/gzip", Yard.JOIN, false), one, two);

    yard.merge();

    assertThat(Files.readAllBytes(yard.mergedFile())).hasSize(one.length + two.length);
    assertThat(output("gzip -dc " + yard.mergedFile() + " 2>&1")).isEqualTo("event 1\nevent 2\n");
  }

  @Test
  void endsTheLastLineOfTextWithoutHeaders() throws IOException {
    yard.withCommitted(Yard.JOIN, List.of("1", "2\n", "3"));

    yard.merge();

    assertThat(yard.merged()).isEqualTo("1\n2\n3\n");
  }

  @Test
  void addsJsonDocuments() throws IOException {
    yard.withParts(
        JSON,
        CAT,
        "{\"n\": 1, \"sum\": 0.1, \"unit\": \"GeV\", \"list\": [1], \"in\": {\"a\": 1}}",
        "{\"n\": 2, \"sum\": 0.2, \"unit\": \"GeV\", \"list\": [2], \"in\": {\"b\": 1}}");

    yard.merge();

    assertThat(yard.merged().replaceAll("\\s", ""))
        .isEqualTo(
            "{\"n\":3,\"sum\":0.3,\"unit\":\"GeV\",\"list\":[1,2],\"in\":{\"a\":1,\"b\":1}}");
  }

  @Test
  void refusesJsonThatContradicts() throws IOException {
    yard.withParts(JSON, CAT, "{\"in\":{\"unit\":\"GeV\"}}", "{\"in\":{\"unit\":1}}");

    yard.merge();

    assertThat(yard.result().message()).contains("job 1", "/in/unit");
    assertThat(yard.result().cause()).isEqualTo(ExitCause.MERGE_FAILED);
    assertThat(yard.mergedFolder()).doesNotExist();
  }

  @Test
  void mergesByTheWagonsOwnProgramAsATree() throws IOException {
    String program = "cat \"$@\" | sort -n | uniq";
    Merge command =
        new Merge(
            MergeKind.COMMAND, List.of(), 0, List.of("/bin/sh", "-c", Yard.dollars(program), "sh"));
    int parts = CommandMerge.FAN_IN + 7;
    yard.withCommitted(command, IntStream.range(0, parts).mapToObj(i -> i + "\n").toList());

    JobEnd end = yard.merge();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(yard.merged().lines().map(Integer::valueOf))
        .containsExactlyElementsOf(IntStream.range(0, parts).boxed().toList());
  }

  @Test
  void reportsAMergeProgramThatFails() throws IOException {
    Merge command =
        new Merge(MergeKind.COMMAND, List.of(), 0, List.of("/bin/sh", "-c", "echo no >&2; exit 4"));
    yard.withCommitted(command, List.of("1\n"));

    JobEnd end = yard.merge();

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(yard.result().message()).contains("exit code 4", "no");
  }

  private String events(int part) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      text.append((i * 7 + part) % 4).append(' ').append(i % 3).append('\n');
    }
    return text.toString();
  }

  private List<String> paths(String... names) {
    return List.of(names).stream().map(name -> folder.resolve("data/" + name) + "").toList();
  }

  private static String output(String script) throws IOException {
    Process process = new ProcessBuilder("/bin/sh", "-c", script).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
