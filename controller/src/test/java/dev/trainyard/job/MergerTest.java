package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.DatasetSpec.MergeList;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.Manifest;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Merged outputs: equal to one pass over everything, or refused.
class MergerTest {
  private static final Merge SUM = new Merge(MergeKind.SUM, List.of("bin"), 0, List.of());
  private static final Merge JSON = new Merge(MergeKind.JSON, List.of(), 0, List.of());
  private static final Merge JOIN = new Merge(MergeKind.CONCATENATE, List.of(), 1, List.of());
  private static final String HISTOGRAM =
      "awk 'BEGIN { print \"bin,entries,weight\" } { n[$1]++; w[$1] += $2 }"
          + " END { for (b = 0; b < 4; b++) print b \",\" n[b] + 0 \",\" w[b] + 0 }' ";

  @TempDir private Path folder;
  private Yard yard;

  @BeforeEach
  void makeYard() throws IOException {
    yard = new Yard(folder);
  }

  @Test
  void addsHistogramsToWhatOnePassPrints() throws IOException {
    withParts(SUM, HISTOGRAM + "$(cat $TRAINYARD_INPUTS)", events(0), events(1), events(2));
    String onePass = HISTOGRAM + String.join(" ", paths("e0", "e1", "e2"));

    JobEnd end = merge();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(merged()).isEqualTo(output(onePass));
  }

  @Test
  void addsDecimalsExactlyAndRowsThatOnlySomePartsHave() throws IOException {
    withParts(
        SUM,
        "cat $(cat $TRAINYARD_INPUTS)",
        "bin,x\na,0.1\nb,1e2\n",
        "bin,x\nb,0.2\na,0.2\nc,99999999999999999999\n",
        "bin,x\nc,1\n");

    merge();

    assertThat(merged()).isEqualTo("bin,x\na,0.3\nb,100.2\nc,100000000000000000000\n");
  }

  @Test
  void refusesHistogramsWhoseHeadersDiffer() throws IOException {
    withParts(SUM, "cat $(cat $TRAINYARD_INPUTS)", "bin,x\n1,1\n", "bin,y\n1,1\n");

    JobEnd end = merge();

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(result().cause()).isEqualTo(ExitCause.MERGE_FAILED);
    assertThat(result().message()).contains("job 1", "\"bin,y\"", "\"bin,x\"");
    assertThat(yard.store.layout().order(Yard.ORDER).resolve("merged")).doesNotExist();
  }

  @Test
  void refusesAHistogramWithoutItsKeyColumn() throws IOException {
    withCommitted(SUM, List.of("mass,x\n1,1\n"));

    merge();

    assertThat(result().message()).contains("no column \"bin\"");
  }

  @Test
  void refusesWhatIsNoNumber() throws IOException {
    withCommitted(SUM, List.of("bin,x\n1,1\n", "bin,x\n1,nan\n"));

    merge();

    assertThat(result().message()).contains("job 1", "line 2", "column x", "\"nan\"");
  }

  @Test
  void refusesPartsWithAnotherNumberOfColumns() throws IOException {
    withCommitted(SUM, List.of("bin,x\n1,1\n", "bin,x\n1\n"));

    merge();

    assertThat(result().message()).contains("1 columns in line 2");
  }

  @Test
  void joinsPartsWithOneHeaderToWhatOnePassPrints() throws IOException {
    String script = "echo run,mass; cat $(cat $TRAINYARD_INPUTS)";
    withParts(JOIN, script, "1,3.1\n", "", "2,9.4");

    merge();

    assertThat(merged()).isEqualTo("run,mass\n1,3.1\n2,9.4\n");
  }

  @Test
  void addsJsonDocuments() throws IOException {
    withParts(
        JSON,
        "cat $(cat $TRAINYARD_INPUTS)",
        "{\"n\": 1, \"sum\": 0.1, \"unit\": \"GeV\", \"list\": [1], \"in\": {\"a\": 1}}",
        "{\"n\": 2, \"sum\": 0.2, \"unit\": \"GeV\", \"list\": [2], \"in\": {\"b\": 1}}");

    merge();

    assertThat(merged().replaceAll("\\s", ""))
        .isEqualTo(
            "{\"n\":3,\"sum\":0.3,\"unit\":\"GeV\",\"list\":[1,2],\"in\":{\"a\":1,\"b\":1}}");
  }

  @Test
  void refusesJsonThatContradicts() throws IOException {
    withParts(
        JSON,
        "cat $(cat $TRAINYARD_INPUTS)",
        "{\"in\":{\"unit\":\"GeV\"}}",
        "{\"in\":{\"unit\":1}}");

    merge();

    assertThat(result().message()).contains("job 1", "/in/unit");
  }

  @Test
  void mergesByTheWagonsOwnProgramAsATree() throws IOException {
    String program = "cat \"$@\" | sort -n | uniq";
    Merge command =
        new Merge(
            MergeKind.COMMAND, List.of(), 0, List.of("/bin/sh", "-c", Yard.dollars(program), "sh"));
    int parts = CommandMerge.FAN_IN + 7;
    withCommitted(command, IntStream.range(0, parts).mapToObj(i -> i + "\n").toList());

    JobEnd end = merge();

    assertThat(end).isEqualTo(JobEnd.COMMITTED);
    assertThat(merged().lines().map(Integer::valueOf))
        .containsExactlyElementsOf(IntStream.range(0, parts).boxed().toList());
  }

  @Test
  void reportsAMergeProgramThatFails() throws IOException {
    Merge command =
        new Merge(MergeKind.COMMAND, List.of(), 0, List.of("/bin/sh", "-c", "echo no >&2; exit 4"));
    withCommitted(command, List.of("1\n"));

    JobEnd end = merge();

    assertThat(end).isEqualTo(JobEnd.WAGON_FAILED);
    assertThat(result().message()).contains("exit code 4", "no");
  }

  @Test
  void listsThePartsOfWhatIsNotMerged() throws IOException {
    withParts(Yard.NO_MERGE, "cat $(cat $TRAINYARD_INPUTS)", "a", "b");

    merge();

    assertThat(result().path()).isEqualTo("merged/all/a/w/out.txt.manifest.json");
    assertThat(manifest().parts()).extracting(Manifest.Part::job).containsExactly(0, 1);
  }

  @Test
  void saysInTheManifestWhatIsInAndWhatIsMissing() throws IOException {
    yard.mergeLists.add(new MergeList("early", List.of(1L)));
    withParts(SUM, "cat $(cat $TRAINYARD_INPUTS)", "bin,x\n1,1\n", "bin,x\n1,2\n");
    InputFile lost = new InputFile("https://data.test/lost.csv", 1L, null, null);
    yard = yard.copyWithJob(lost);
    List<MergeOrder.MissingJob> missing = List.of(new MergeOrder.MissingJob(2, "OverTime"));

    merge("early", List.of(0, 1), missing);

    Manifest manifest = manifest("early");
    assertThat(manifest.inputs()).extracting("location").hasSize(2);
    assertThat(manifest.missing())
        .containsExactly(new Manifest.MissingInput(lost.location(), "OverTime"));
    assertThat(manifest.sha256()).isEqualTo(result().sha256());
    assertThat(result().missing()).isEqualTo(1);
  }

  @Test
  void refusesAPartThatIsNotWhatItsJobCommitted() throws IOException {
    withParts(SUM, "cat $(cat $TRAINYARD_INPUTS)", "bin,x\n1,1\n", "bin,x\n1,2\n");
    Path part = yard.store.layout().job(Yard.ORDER, 1).resolve("a/w/out.txt");
    part.toFile().setWritable(true);
    Files.writeString(part, "bin,x\n1,3\n");

    JobEnd end = merge();

    assertThat(end).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(result().cause()).isEqualTo(ExitCause.PART_BAD);
    assertThat(result().message()).contains("job 1", "SHA-256");
    assertThat(yard.store.layout().order(Yard.ORDER).resolve("merged")).doesNotExist();
  }

  @Test
  void refusesATruncatedAndAMissingPart() throws IOException {
    withParts(JOIN, "echo h; cat $(cat $TRAINYARD_INPUTS)", "1\n", "2\n");
    Path part = yard.store.layout().job(Yard.ORDER, 1).resolve("a/w/out.txt");
    part.toFile().setWritable(true);

    Files.writeString(part, "h\n");
    JobEnd truncated = merge();
    String said = result().message();
    Files.delete(part);
    JobEnd gone = merge();

    assertThat(truncated).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(said).contains("has not the 4 bytes");
    assertThat(gone).isEqualTo(JobEnd.INFRASTRUCTURE_FAILED);
    assertThat(result().message()).contains("is gone");
  }

  @Test
  void mergesAgainAfterAFailureAndNotAfterASuccess() throws IOException {
    withParts(SUM, "cat $(cat $TRAINYARD_INPUTS)", "bin,x\n1,1\n");
    Path part = yard.store.layout().job(Yard.ORDER, 0).resolve("a/w/out.txt");
    Path aside = part.resolveSibling("aside");
    Files.move(part, aside);
    JobEnd without = merge();
    Files.move(aside, part);

    JobEnd with = merge();
    Files.delete(part);
    JobEnd again = merge();

    assertThat(List.of(without, with, again))
        .containsExactly(JobEnd.INFRASTRUCTURE_FAILED, JobEnd.COMMITTED, JobEnd.COMMITTED);
  }

  private String events(int part) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      text.append((i * 7 + part) % 4).append(' ').append(i % 3).append('\n');
    }
    return text.toString();
  }

  private List<String> paths(String... names) {
    return List.of(names).stream().map(name -> yard.root.resolve("data/" + name) + "").toList();
  }

  /// Runs one job per text, each with a file of that text as its input.
  private void withParts(Merge merge, String script, String... inputs) throws IOException {
    yard.wagon(
        "a/w",
        "{ " + script + "; } > $TRAINYARD_OUTPUT/out.txt",
        Yard.USUAL,
        List.of(Yard.output("out.txt", merge)));
    for (String text : inputs) {
      yard.job(yard.input("e" + yard.jobs.size(), text));
    }
    yard.pin();
    for (int job = 0; job < inputs.length; job++) {
      assertThat(yard.runner().run(Yard.request(job))).isEqualTo(JobEnd.COMMITTED);
    }
  }

  /// As if jobs had committed these outputs.
  private void withCommitted(Merge merge, List<String> outputs) throws IOException {
    yard.wagon("a/w", "true", Yard.USUAL, List.of(Yard.output("out.txt", merge)));
    for (int job = 0; job < outputs.size(); job++) {
      yard.job(new InputFile("file:///e" + job, 1L, null, null));
    }
    yard.pin();
    for (int job = 0; job < outputs.size(); job++) {
      yard.commit(job, outputs.get(job).getBytes(UTF_8));
    }
  }

  private JobEnd merge() throws IOException {
    return merge(MergeOrder.ALL, IntStream.range(0, yard.jobs.size()).boxed().toList(), List.of());
  }

  private JobEnd merge(String list, List<Integer> jobs, List<MergeOrder.MissingJob> missing)
      throws IOException {
    MergeOrder.Task task = new MergeOrder.Task(0, InstanceName.parse("a/w"), "out.txt", list, jobs);
    yard.store.pin(new MergeOrder("m", Yard.ORDER, List.of(task), missing));
    return new Merger(yard.store, yard.json, yard.settings()).run(Yard.ORDER, 0, 1);
  }

  private MergeResult result() throws IOException {
    return yard.store.mergeResult(Yard.ORDER, 0).orElseThrow();
  }

  private String merged() throws IOException {
    Path order = yard.store.layout().order(Yard.ORDER);
    return Files.readString(order.resolve("merged/all/a/w/out.txt"));
  }

  private Manifest manifest() throws IOException {
    return manifest(MergeOrder.ALL);
  }

  private Manifest manifest(String list) throws IOException {
    Path file =
        yard.store
            .layout()
            .order(Yard.ORDER)
            .resolve("merged/" + list + "/a/w/out.txt.manifest.json");
    return yard.json.read(Files.readAllBytes(file), Manifest.class);
  }

  private static String output(String script) throws IOException {
    Process process = new ProcessBuilder("/bin/sh", "-c", script).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }
}
