package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.job.JobSettings.Custody;
import dev.trainyard.job.JobSettings.Groups;
import dev.trainyard.json.Json;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.DatasetSpec.MergeList;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.spec.WagonSpec.InputMode;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.spec.WagonSpec.Success;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.remote.Remotes;
import dev.trainyard.store.ProgressReader;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A store with one order in it, for tests that run jobs.
final class Yard {
  static final String ORDER = "train.test.r0.0123456789ab";
  static final String TREE = "0123456789012345678901234567890123456789";
  static final Merge NO_MERGE = new Merge(MergeKind.NONE, List.of(), 0, List.of());
  static final Merge JOIN = new Merge(MergeKind.CONCATENATE, List.of(), 0, List.of());
  static final Resources USUAL = new Resources(ByteSize.parse("1Gi"), 1, Duration.ofSeconds(30));

  final Json json = new Json();
  final Path root;
  final Store store;
  final List<WagonRun> wagons = new ArrayList<>();
  final List<JobSplit> jobs = new ArrayList<>();
  final List<MergeList> mergeLists = new ArrayList<>();
  final List<Artefact> artefacts = new ArrayList<>();
  final Cancellation cancellation = new Cancellation();
  Groups groups = Groups.WHERE_POSSIBLE;
  ByteSize log = ByteSize.parse("1Mi");
  WorkOrder.Purpose purpose = WorkOrder.Purpose.TRAIN;
  Duration transfer = Duration.ofSeconds(20);
  Predicate<URI> hosts = uri -> false;
  Remotes remotes = Remotes.NONE;
  Confinement confinement = Confinement.OF_PULLS;

  Yard(Path root) throws IOException {
    this.root = root;
    this.store = new Store(root.resolve("store"), json);
    Files.createDirectories(store.layout().packageFolder(TREE));
  }

  /// A wagon that runs a shell script and has one output `out.txt`.
  Yard wagon(String name, String script) {
    return wagon(name, script, USUAL, List.of(output("out.txt", NO_MERGE)));
  }

  Yard wagon(String name, String script, Resources resources, List<Output> outputs) {
    wagons.add(run(name, List.of("/bin/sh", "-c", dollars(script)), resources, outputs));
    return this;
  }

  /// Turns the last wagon into one that reads a stream.
  void stream(String name, int headerLines) {
    WagonRun run = wagons.removeLast();
    if (!run.name().toString().equals(name)) {
      throw new AssertionError("the last wagon is " + run.name());
    }
    wagons.add(changed(run, run.packageName(), new Input(InputMode.STREAM, headerLines)));
  }

  /// Gives the last wagon these variables.
  void environment(Map<String, String> variables) {
    WagonRun run = wagons.removeLast();
    wagons.add(
        new WagonRun(
            run.name(),
            run.dependsOn(),
            run.packageName(),
            run.command(),
            variables,
            run.input(),
            run.config(),
            run.outputs(),
            run.success(),
            run.resources()));
  }

  /// Lets the last wagon get an artefact, which lies in the store.
  Artefact artefact(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    String path = "trains/models/merged/all/a/train/" + name + ".json";
    Path file = store.layout().root().resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    Artefact artefact = new Artefact(name, "models", path, bytes.length, Digest.of(bytes).hex());
    artefacts.add(artefact);
    WagonRun run = wagons.removeLast();
    wagons.add(
        new WagonRun(
            run.name(),
            run.dependsOn(),
            run.packageName(),
            run.command(),
            run.environment(),
            run.input(),
            run.config(),
            run.outputs(),
            run.success(),
            run.resources(),
            List.of(name)));
    return artefact;
  }

  /// Puts the last wagon into another package.
  void inPackage(String name) {
    WagonRun run = wagons.removeLast();
    wagons.add(changed(run, name, run.input()));
  }

  private static WagonRun changed(WagonRun run, String packageName, Input input) {
    return new WagonRun(
        run.name(),
        run.dependsOn(),
        packageName,
        run.command(),
        run.environment(),
        input,
        run.config(),
        run.outputs(),
        run.success(),
        run.resources());
  }

  static String dollars(String script) {
    return script.replace("$", "$$");
  }

  static WagonRun run(
      String name, List<String> command, Resources resources, List<Output> outputs) {
    return new WagonRun(
        InstanceName.parse(name),
        List.of(),
        "tools",
        command,
        Map.of("DIMUON", "yes"),
        Input.FILES,
        Map.of("title", "a b", "bins", 10),
        outputs,
        new Success(List.of(0), List.of()),
        resources);
  }

  static Output output(String file, Merge merge) {
    return new Output(file, "text/plain", merge, false);
  }

  Yard job(InputFile... inputs) {
    jobs.add(new JobSplit(jobs.size(), List.of(inputs)));
    return this;
  }

  /// An input with this text in it.
  InputFile input(String name, String text) throws IOException {
    Path file = Files.createDirectories(root.resolve("data")).resolve(name);
    Files.writeString(file, text);
    return new InputFile("file://" + file, 1L, (long) text.getBytes(UTF_8).length, null);
  }

  WorkOrder pin() throws IOException {
    if (jobs.isEmpty()) {
      job(input("one.txt", "one\n"), input("two.txt", "two\n"));
    }
    return store.pin(order());
  }

  WorkOrder order() {
    PackageVersion tools =
        new PackageVersion("tools", "v1", new CommitId(TREE), TREE, Instant.EPOCH);
    return new WorkOrder(
        ORDER,
        purpose,
        "test",
        new CommitId(TREE),
        "data",
        "full",
        null,
        Digest.ofParts("listing"),
        Map.of("energy", 13.6),
        List.of(tools),
        wagons,
        jobs,
        mergeLists,
        List.of(),
        new WorkOrder.Terms(
            "local",
            new TrainSpec.Retry(3, 1, 1, Duration.ofSeconds(10)),
            1.0,
            TrainSpec.OnWagonFailure.FAIL),
        Instant.EPOCH,
        artefacts);
  }

  /// The same store with an order that has one job more, as if it had been pinned so.
  Yard copyWithJob(InputFile... inputs) throws IOException {
    Files.delete(store.layout().orderFile(ORDER));
    job(inputs);
    pin();
    return this;
  }

  /// Commits a job of the first wagon with this output, without running it.
  void commit(int index, byte[] output) throws IOException {
    WagonRun wagon = wagons.getFirst();
    JobResult.OutputFile file =
        new JobResult.OutputFile("out.txt", output.length, Digest.of(output).hex());
    JobResult.WagonResult part =
        new JobResult.WagonResult(
            wagon.name(), ExitCause.SUCCEEDED, 0, "", List.of(), ResourceUsage.NONE, List.of(file));
    Path made = Files.createDirectories(root.resolve("made" + index));
    Path target = made.resolve(wagon.name() + "/out.txt");
    Files.createDirectories(made.resolve(wagon.name().toString()));
    Files.write(target, output);
    store.commitJob(made, result(index, ExitCause.SUCCEEDED, List.of(part)));
  }

  /// Merges the first wagon's output of these jobs.
  JobEnd merge(List<Integer> jobs) throws IOException {
    MergeOrder.Task task =
        new MergeOrder.Task(0, wagons.getFirst().name(), "out.txt", MergeOrder.ALL, jobs);
    store.pin(new MergeOrder("m", ORDER, List.of(task), List.of()));
    return new Merger(store, json, settings()).run(ORDER, 0, 1);
  }

  JobResult result(int index, ExitCause cause, List<JobResult.WagonResult> parts) {
    return new JobResult(
        ORDER,
        index,
        "ty-test-j1",
        "execution-" + index,
        cause,
        "",
        List.of(),
        0,
        Duration.ZERO,
        parts,
        "here",
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(index));
  }

  JobSettings settings() {
    return new JobSettings(
        InstantSource.system(),
        cancellation,
        Custody.OWN_CHILDREN,
        groups,
        log,
        transfer,
        hosts,
        confinement,
        remotes);
  }

  JobRunner runner() {
    return new JobRunner(store, json, settings());
  }

  static JobRequest request(int index) {
    return new JobRequest(ORDER, index, "ty-test-j1", 1, List.of(), 2);
  }

  /// Pins the order and runs its first job.
  JobEnd runFirst() throws IOException {
    pin();
    return runner().run(request(0));
  }

  JobResult committed(int index) throws IOException {
    return store.job(ORDER, index).orElseThrow();
  }

  /// The record of the only failed execution.
  JobResult failed() throws IOException {
    List<JobResult> failed =
        new ProgressReader(store).read(ORDER).progress().orElseThrow().failed();
    if (failed.size() != 1) {
      throw new AssertionError("failed executions: " + failed);
    }
    return failed.getFirst();
  }

  String outputOf(String instance) throws IOException {
    return Files.readString(store.layout().job(ORDER, 0).resolve(instance).resolve("out.txt"));
  }
}
