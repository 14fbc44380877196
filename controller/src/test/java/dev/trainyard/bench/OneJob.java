package dev.trainyard.bench;

import dev.trainyard.json.Json;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec.Input;
import dev.trainyard.model.spec.WagonSpec.Merge;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.spec.WagonSpec.Success;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobSplit;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A job of one wagon that writes one line: all that it costs is what a job costs.
final class OneJob {
  private static final String TREE = "0123456789012345678901234567890123456789";
  private static final String ID = "train.bench.r0.0123456789ab";

  private OneJob() {}

  /// The command that engines start for it, over a store of its own.
  static Program in(Lab lab) throws Exception {
    Path folder = lab.fresh("one");
    Path input = Files.writeString(folder.resolve("input.csv"), "a\n");
    Store store = new Store(folder.resolve("store"), new Json());
    Files.createDirectories(store.layout().packageFolder(TREE));
    store.pin(order(input));
    return Program.of(
        folder,
        lab.trainyard(),
        "job",
        "--store",
        store.layout().root().toString(),
        "--order",
        ID,
        "--submission",
        "bench",
        "--index",
        "0",
        "--cores",
        "1");
  }

  private static WorkOrder order(Path input) {
    PackageVersion tools =
        new PackageVersion("tools", "v1", new CommitId(TREE), TREE, Instant.EPOCH);
    return new WorkOrder(
        ID,
        WorkOrder.Purpose.TRAIN,
        "bench",
        new CommitId(TREE),
        "events",
        "full",
        null,
        Digest.ofParts("bench"),
        Map.of(),
        List.of(tools),
        List.of(wagon()),
        List.of(new JobSplit(0, List.of(new InputFile("file:" + input, 1L, null, null)))),
        List.of(),
        List.of(),
        new WorkOrder.Terms(
            "local",
            new TrainSpec.Retry(0, 0, 0, Duration.ofSeconds(1)),
            1,
            TrainSpec.OnWagonFailure.FAIL),
        Instant.EPOCH);
  }

  private static WagonRun wagon() {
    Merge none = new Merge(MergeKind.NONE, List.of(), 0, List.of());
    return new WagonRun(
        InstanceName.parse("bench/echo"),
        List.of(),
        "tools",
        List.of("/bin/sh", "-c", "echo done > $$TRAINYARD_OUTPUT/line.txt"),
        Map.of(),
        Input.FILES,
        Map.of(),
        List.of(new Output("line.txt", "text/plain", none, false)),
        new Success(List.of(0), List.of()),
        new Resources(ByteSize.parse("1Gi"), 1, Duration.ofMinutes(1)));
  }
}
