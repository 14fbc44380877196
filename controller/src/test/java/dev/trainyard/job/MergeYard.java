package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.Manifest;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.MergeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// A [Yard] whose only wagon `a/w` has one output that is merged.
final class MergeYard {
  static final Merge SUM = new Merge(MergeKind.SUM, List.of("bin"), 0, List.of());
  static final Merge JSON = new Merge(MergeKind.JSON, List.of(), 0, List.of());
  static final Merge JOIN = new Merge(MergeKind.CONCATENATE, List.of(), 1, List.of());
  static final String CAT = "cat $(cat $TRAINYARD_INPUTS)";

  final Yard jobs;

  MergeYard(Path root) throws IOException {
    this.jobs = new Yard(root);
  }

  /// Runs one job per text, each with a file of that text as its input.
  void withParts(Merge merge, String script, String... inputs) throws IOException {
    jobs.wagon(
        "a/w",
        "{ " + script + "; } > $TRAINYARD_OUTPUT/out.txt",
        Yard.USUAL,
        List.of(Yard.output("out.txt", merge)));
    for (String text : inputs) {
      jobs.job(jobs.input("e" + jobs.jobs.size(), text));
    }
    jobs.pin();
    for (int job = 0; job < inputs.length; job++) {
      assertThat(jobs.runner().run(Yard.request(job))).isEqualTo(JobEnd.COMMITTED);
    }
  }

  /// As if jobs had committed these outputs.
  void withCommitted(Merge merge, List<String> outputs) throws IOException {
    byte[][] parts = outputs.stream().map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new);
    withCommitted(Yard.output("out.txt", merge), parts);
  }

  void withCommitted(Output output, byte[]... parts) throws IOException {
    jobs.wagon("a/w", "true", Yard.USUAL, List.of(output));
    for (int job = 0; job < parts.length; job++) {
      jobs.job(new InputFile("file:///e" + job, 1L, null, null));
    }
    jobs.pin();
    for (int job = 0; job < parts.length; job++) {
      jobs.commit(job, parts[job]);
    }
  }

  /// The output that a job committed, to be damaged.
  Path part(int job) {
    Path part = jobs.store.layout().job(Yard.ORDER, job).resolve("a/w/out.txt");
    assertThat(part.toFile().setWritable(true)).isTrue();
    return part;
  }

  JobEnd merge() throws IOException {
    return merge(MergeOrder.ALL, IntStream.range(0, jobs.jobs.size()).boxed().toList(), List.of());
  }

  JobEnd merge(String list, List<Integer> merged, List<MergeOrder.MissingJob> missing)
      throws IOException {
    MergeOrder.Task task =
        new MergeOrder.Task(0, InstanceName.parse("a/w"), "out.txt", list, merged);
    jobs.store.pin(new MergeOrder("m", Yard.ORDER, List.of(task), missing));
    return new Merger(jobs.store, jobs.json, jobs.settings()).run(Yard.ORDER, 0, 1);
  }

  MergeResult result() throws IOException {
    return jobs.store.mergeResult(Yard.ORDER, 0).orElseThrow();
  }

  /// Where merged files lie.
  Path mergedFolder() {
    return jobs.store.layout().order(Yard.ORDER).resolve("merged");
  }

  Path mergedFile() {
    return mergedFolder().resolve("all/a/w/out.txt");
  }

  String merged() throws IOException {
    return Files.readString(mergedFile());
  }

  Manifest manifest(String list) throws IOException {
    Path file = mergedFolder().resolve(list + "/a/w/out.txt.manifest.json");
    return jobs.json.read(Files.readAllBytes(file), Manifest.class);
  }
}
