package dev.trainyard.plan;

import static java.util.Objects.requireNonNull;

import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.Digest;
import dev.trainyard.model.InstanceName;
import dev.trainyard.model.Position;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.PipelineSpec.Approval;
import dev.trainyard.model.spec.PipelineSpec.Over;
import dev.trainyard.model.spec.PipelineSpec.Source;
import dev.trainyard.model.spec.PipelineSpec.Stage;
import dev.trainyard.model.spec.PipelineSpec.WhenStale;
import dev.trainyard.model.spec.Pipelines;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.TrainSpec.ArtefactFrom;
import dev.trainyard.model.spec.TrainSpec.OnWagonFailure;
import dev.trainyard.model.spec.TrainSpec.Retry;
import dev.trainyard.model.spec.TrainSpec.Scope;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.Coverage;
import dev.trainyard.model.status.JobCounts;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import dev.trainyard.model.work.MergeOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The pipeline `chain`, unfolded round by round over trains whose fate the test decides: stage
/// `sample` over `events`, build `model` of it, stage `apply` over `others` with the model.
final class PipelineInMemory {
  static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
  private static final Retry RETRY = new Retry(3, 1, 1, Duration.ofSeconds(10));
  private static final Digest NOTHING = Digest.ofParts("nothing");

  final SmallYard yard = new SmallYard();
  final Map<String, TrainStatus> trains = new TreeMap<>();
  Map<String, PipelineStatus> said = new HashMap<>();
  WhenStale whenStale = WhenStale.WAIT;
  Approval approval = Approval.NONE;
  @Nullable String approved;
  boolean suspend;
  int rerun;
  int rerunOfModel;
  int rerunOfSample;
  boolean twoSamples;
  String description = "";

  private String wrong = "";
  private Unfolding unfolding = new Unfolding();
  private Snapshot unfolded = yard.snapshot();
  private Map<String, Declared<TrainSpec>> wanted = Map.of();

  PipelineInMemory() {
    yard.dataset("others", 4);
    yard.wagon("ana/fit").artefacts = List.of("sample");
    yard.wagon("ana/use").artefacts = List.of("model");
  }

  private PipelineSpec spec() {
    return new PipelineSpec(
        description, List.of(apply(), model(), sample()), List.of(), whenStale, suspend, rerun);
  }

  private Stage sample() {
    List<String> over = twoSamples ? List.of("events", "others") : List.of("events");
    return stage("sample", over, "ana/spectrum", Map.of(), rerunOfSample);
  }

  private Stage model() {
    String over = twoSamples ? "events" : null;
    Source source = new Source("sample", over, null, null, "out.csv", null);
    return new Stage(
        "model",
        "",
        List.of(),
        List.of(),
        List.of(),
        "ana/fit",
        Map.of("sample", source),
        Map.of(),
        null,
        0,
        RETRY,
        1,
        OnWagonFailure.FAIL,
        Approval.NONE,
        null,
        rerunOfModel);
  }

  private Stage apply() {
    Source source = new Source("model", null, null, null, "out.csv", null);
    return stage("apply", List.of("others"), "ana/use", Map.of("model", source), 0);
  }

  private Stage stage(
      String name, List<String> over, String wagon, Map<String, Source> artefacts, int again) {
    boolean last = name.equals("apply");
    return new Stage(
        name,
        "",
        wrong.isEmpty() ? List.of() : List.of(wrong),
        over.stream().map(it -> new Over(null, it, Scope.FULL, null, null)).toList(),
        List.of(wagon),
        null,
        artefacts,
        Map.of(),
        null,
        0,
        RETRY,
        1,
        OnWagonFailure.FAIL,
        last ? approval : Approval.NONE,
        last ? approved : null,
        again);
  }

  /// One round: what is wanted then, by name, with how often it is to have run again.
  Map<String, Integer> unfold() {
    Unfolding.Result result = unfolding.unfold(snapshot(), said, Map.copyOf(trains), NOW);
    said = result.statuses();
    unfolded = result.yard();
    wanted = unfolded.trains();
    Map<String, Integer> reruns = new TreeMap<>();
    wanted.forEach((name, train) -> reruns.put(name, train.spec().rerun()));
    return reruns;
  }

  /// The yard as its files are.
  Snapshot snapshot() {
    Snapshot plain = yard.snapshot();
    PipelineSpec spec = spec();
    Declared<PipelineSpec> declared =
        new Declared<>(
            "chain",
            Map.of(),
            spec,
            Position.ofFile("chain.yaml"),
            Digest.ofParts(spec.toString()),
            Optional.empty());
    return plain.unfolded(
        plain.trains(),
        plain.datasets(),
        plain.unreadableTrains(),
        new Pipelines(Map.of("chain", declared), Set.of(), Map.of()));
  }

  /// The controller ends and another one begins, knowing what was said.
  void restart() {
    unfolding = new Unfolding();
  }

  PipelineStatus status() {
    return requireNonNull(said.get("chain"));
  }

  PipelineStatus.Stage stage(String name) {
    return status().stage(name).orElseThrow();
  }

  /// A wanted train that makes this.
  void succeed(String train, String content) {
    trains.put(train, status(train, new TrainPhase.Succeeded(NOW), content));
  }

  void run(String train) {
    trains.put(train, status(train, new TrainPhase.Running(), ""));
  }

  void wait(String train) {
    trains.put(train, status(train, new TrainPhase.Pending(), ""));
  }

  /// All of its stages name a stage that there is not.
  void breakBy(String stage) {
    wrong = stage;
    yard.problems.add(
        Problem.error("test", Position.ofFile("chain.yaml"), "no stage " + stage, "mend it"));
  }

  boolean isHeld(String train) {
    return requireNonNull(wanted.get(train), train).spec().suspend();
  }

  boolean isUnreadable(String train) {
    return unfolded.unreadableTrains().contains(train);
  }

  void fail(String train) {
    trains.put(train, status(train, new TrainPhase.Failed(NOW, "JobsFailed"), ""));
  }

  /// The planner has found other files in its dataset.
  void seeNewFiles(String train) {
    TrainStatus status = requireNonNull(trains.get(train));
    trains.put(
        train,
        status.with(new Condition("UpToDate", Truth.FALSE, "InputsChanged", "5 files now", NOW)));
  }

  private TrainStatus status(String train, TrainPhase phase, String content) {
    Declared<TrainSpec> declared = requireNonNull(wanted.get(train), train);
    TrainSpec spec = declared.spec();
    String wagon = spec.wagons().named().getFirst();
    List<MergedOutput> outputs =
        content.isEmpty()
            ? List.of()
            : List.of(
                new MergedOutput(
                    InstanceName.parse(wagon),
                    "out.csv",
                    MergeOrder.ALL,
                    "orders/" + train + "/" + spec.rerun() + "/out.csv",
                    content.length(),
                    Digest.ofParts(content).hex()));
    return new TrainStatus(
        train,
        "",
        spec.dataset(),
        "full",
        SmallYard.commitId(1),
        NOTHING,
        spec.rerun(),
        0,
        phase,
        NOW,
        List.of(),
        composition(spec),
        List.of(),
        JobCounts.NONE,
        List.of(),
        List.of(),
        new Coverage(0, 0, 0, 0),
        outputs,
        List.of());
  }

  /// The artefacts of a build are its inputs.
  private Composition composition(TrainSpec spec) {
    ArtefactFrom sample = new ArtefactFrom("chain-sample-events", "ana/spectrum", "out.csv", null);
    boolean build = spec.dataset().startsWith("chain-");
    List<InputFile> inputs =
        build
            ? given(Map.of("sample", sample)).stream()
                .map(it -> InputFile.of(it, "file:/" + it.path()))
                .toList()
            : List.of();
    return new Composition(
        "order",
        SmallYard.commitId(1),
        List.of(),
        List.of(),
        List.of(),
        InputListing.digest(inputs),
        1,
        4,
        100,
        given(spec.artefacts()));
  }

  /// What it gets: the newest of each.
  private List<Artefact> given(Map<String, ArtefactFrom> from) {
    List<Artefact> given = new ArrayList<>();
    from.forEach(
        (name, it) ->
            requireNonNull(trains.get(it.train()))
                .outputs()
                .forEach(
                    made ->
                        given.add(
                            new Artefact(
                                name, it.train(), made.path(), made.size(), made.sha256()))));
    return given;
  }
}
