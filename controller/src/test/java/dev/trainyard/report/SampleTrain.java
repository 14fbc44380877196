package dev.trainyard.report;

import dev.trainyard.model.Condition;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.FailureGroup;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonUsage;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.SubmissionName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A train's status for tests: `new SampleTrain("a").phase(...).jobs(...).status()`.
public final class SampleTrain {
  private static final int FILES_PER_JOB = 2;
  private static final long FILE_SIZE = 5_400_000;

  private final String name;
  private String description = "";
  private TrainPhase phase = new TrainPhase.Pending();
  private Instant since = SampleYard.NOON;
  private JobCounts jobs = JobCounts.NONE;
  private List<InstanceName> wagons = List.of();
  private final List<Condition> conditions = new ArrayList<>();
  private final List<FailureGroup> failures = new ArrayList<>();
  private final List<MergedOutput> outputs = new ArrayList<>();
  private final List<TrainStatus.Uncoupled> uncoupled = new ArrayList<>();
  private final List<Artefact> artefacts = new ArrayList<>();

  public SampleTrain(String name) {
    this.name = name;
  }

  public SampleTrain description(String text) {
    this.description = text;
    return this;
  }

  public SampleTrain phase(TrainPhase entered, Instant at) {
    this.phase = entered;
    this.since = at;
    return this;
  }

  /// Composes it of these instances and submits these jobs.
  public SampleTrain jobs(JobCounts counts, String... instances) {
    this.jobs = counts;
    this.wagons = List.of(instances).stream().map(InstanceName::parse).toList();
    return this;
  }

  public SampleTrain with(Condition condition) {
    conditions.add(condition);
    return this;
  }

  public SampleTrain with(FailureGroup failure) {
    failures.add(failure);
    return this;
  }

  public SampleTrain uncoupled(String wagon, String reason) {
    uncoupled.add(new TrainStatus.Uncoupled(wagon, reason));
    return this;
  }

  /// Gives its wagons what another train made.
  public SampleTrain artefact(String artefact, String train) {
    String path = "orders/" + train + "/merged/all/" + artefact;
    artefacts.add(new Artefact(artefact, train, path, 2_048, SampleYard.digest(path).hex()));
    return this;
  }

  public SampleTrain output(String instance, String file) {
    String path = "orders/" + order() + "/merged/all/" + instance + "/" + file;
    outputs.add(
        new MergedOutput(
            InstanceName.parse(instance),
            file,
            "all",
            path,
            1_499_463,
            SampleYard.digest(path).hex()));
    return this;
  }

  public TrainStatus status() {
    return new TrainStatus(
        name,
        description,
        "muons-2010",
        "full",
        SampleYard.COMMIT,
        SampleYard.digest(name),
        0,
        0,
        phase,
        since,
        conditions,
        wagons.isEmpty() ? null : composition(),
        wagons.isEmpty() ? List.of() : List.of(submitted()),
        jobs,
        failures,
        usage(),
        coverage(),
        outputs,
        uncoupled);
  }

  private String order() {
    return "train." + name + ".r0.0123456789ab";
  }

  private Composition composition() {
    return new Composition(
        order(),
        SampleYard.COMMIT,
        wagons,
        List.of(SampleTest.software()),
        List.of(),
        SampleYard.digest("listing"),
        jobs.total(),
        jobs.total() * FILES_PER_JOB,
        FILE_SIZE * FILES_PER_JOB * jobs.total(),
        artefacts);
  }

  private TrainStatus.Submitted submitted() {
    var submission = SubmissionName.of("sample", order(), SubmissionName.Stage.JOBS, 1);
    Instant at = since.minus(Duration.ofMinutes(72));
    return new TrainStatus.Submitted(submission, "local", "jobs", jobs.total(), at);
  }

  private List<WagonUsage> usage() {
    List<WagonUsage> usage = new ArrayList<>();
    for (int i = 0; i < wagons.size(); i++) {
      int size = jobs.done() * (2 * i + 1);
      usage.add(new WagonUsage(wagons.get(i), jobs.done(), SampleTest.usage(size)));
    }
    return usage;
  }

  private Coverage coverage() {
    return new Coverage(
        jobs.done() * FILES_PER_JOB,
        jobs.total() * FILES_PER_JOB,
        FILE_SIZE * FILES_PER_JOB * jobs.done(),
        FILE_SIZE * FILES_PER_JOB * jobs.total());
  }
}
