package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Kind;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.AnalysisSpec;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.PackageSpec;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.PipelineSpec;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.RunListenerSpec;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.StagePhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.model.status.WagonTestPhase;
import dev.trainyard.model.status.WagonTestStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What lists say of each thing in a yard, one row each.
///
/// @param yard what is declared
/// @param memory what the status branch says
record YardRows(Snapshot yard, Memory memory) {
  /// One thing.
  ///
  /// @param phase where it is, in one word; empty for what has no life of its own
  /// @param file where it is declared; empty if it is no more
  record Row(
      String kind,
      String name,
      String phase,
      Map<String, String> labels,
      String file,
      Map<String, Object> details) {
    Row {
      labels = Map.copyOf(labels);
      details = Map.copyOf(details);
    }
  }

  /// The details of a kind that a table shows, in the order of its columns; `>` marks numbers.
  static List<String> columns(Kind kind) {
    return switch (kind) {
      case YARD -> List.of();
      case PACKAGE -> List.of("folder", "newest", "versions>");
      case RUN_LIST -> List.of("runs>", "qualities");
      case RUN_LISTENER -> List.of("source", "runs>", "waiting>", "unknown>");
      case DATASET -> List.of("type", "state", "files>", "size>");
      case ANALYSIS -> List.of("owners", "wagons>", "service");
      case WAGON -> List.of("package", "enabledOn", "subwagons>");
      case PIPELINE -> List.of("stages>", "succeeded>", "at");
      case TRAIN -> List.of("since", "dataset", "scope", "wagons>", "jobsDone>", "jobs>");
    };
  }

  /// What a table shows of pull requests, likewise.
  static final List<String> OF_PULLS =
      List.of("head", "author", "valid", "trusted", "tested", "title");

  /// The open pull requests, by name.
  List<Row> pulls() {
    return new TreeMap<>(memory.pulls()).values().stream().map(YardRows::pull).toList();
  }

  private static Row pull(PullStatus pull) {
    Map<String, Object> details = new TreeMap<>();
    details.put("head", pull.head());
    details.put("author", pull.author());
    details.put("title", pull.title());
    details.put("valid", reason(pull, PullStatus.VALID));
    details.put("trusted", reason(pull, PullStatus.TRUSTED));
    details.put("tested", reason(pull, PullStatus.TESTED));
    String phase = pull.phase().toString();
    return new Row(PullNames.WORD, pull.name(), phase, Map.of(), "", details);
  }

  private static String reason(PullStatus pull, String type) {
    Condition said = pull.condition(type);
    return said == null ? "" : said.reason();
  }

  /// All of a kind, by name.
  List<Row> of(Kind kind) {
    return switch (kind) {
      case YARD -> List.of(row(kind, yard.yard(), "", Map.of()));
      case PACKAGE -> yard.packages().values().stream().sorted(byName()).map(this::pack).toList();
      case RUN_LIST -> yard.runLists().values().stream().sorted(byName()).map(this::runs).toList();
      case RUN_LISTENER ->
          yard.listeners().declared().values().stream()
              .sorted(byName())
              .map(this::listener)
              .toList();
      case ANALYSIS ->
          yard.analyses().values().stream().sorted(byName()).map(this::analysis).toList();
      case DATASET -> datasets();
      case WAGON -> wagons();
      case TRAIN -> trains();
      case PIPELINE ->
          yard.pipelines().declared().values().stream()
              .sorted(byName())
              .map(this::pipeline)
              .toList();
    };
  }

  private static Comparator<Declared<?>> byName() {
    return Comparator.comparing(Declared::name);
  }

  private static Row row(
      Kind kind, Declared<?> declared, String phase, Map<String, Object> details) {
    return new Row(
        Named.word(kind),
        declared.name(),
        phase,
        declared.labels(),
        declared.position().path(),
        details);
  }

  private Row pack(Declared<PackageSpec> declared) {
    List<PackageVersion> versions = yard.packageVersions().getOrDefault(declared.name(), List.of());
    return row(
        Kind.PACKAGE,
        declared,
        "",
        Map.of(
            "folder", declared.spec().source().folder(),
            "image", Objects.requireNonNullElse(declared.spec().image(), ""),
            "newest", versions.isEmpty() ? "" : versions.getFirst().tag(),
            "versions", versions.size()));
  }

  private Row runs(Declared<RunListSpec> declared) {
    Map<String, Long> flags =
        declared.spec().runs().stream()
            .collect(
                Collectors.groupingBy(
                    RunListSpec.Run::quality, TreeMap::new, Collectors.counting()));
    int runs = declared.spec().runs().size();
    return row(Kind.RUN_LIST, declared, "", Map.of("runs", runs, "qualities", flags));
  }

  private Row listener(Declared<RunListenerSpec> declared) {
    Map<String, Object> details = new TreeMap<>();
    details.put("source", declared.spec().source());
    ListenerStatus status = memory.listeners().get(declared.name());
    if (status != null) {
      details.put("runs", status.matched().size());
      details.put("waiting", status.waiting().size());
      details.put("unknown", status.unknown().size());
    }
    return row(Kind.RUN_LISTENER, declared, status == null ? "" : status.word(), details);
  }

  private Row pipeline(Declared<PipelineSpec> declared) {
    Map<String, Object> details = new TreeMap<>();
    details.put("stages", declared.spec().stages().size());
    PipelineStatus status = memory.pipelines().get(declared.name());
    if (status != null) {
      List<PipelineStatus.Stage> open =
          status.stages().stream().filter(it -> it.phase() != StagePhase.SUCCEEDED).toList();
      details.put("succeeded", status.stages().size() - open.size());
      details.put("at", open.isEmpty() ? "" : open.getFirst().name());
    }
    String phase = status == null ? "" : status.phase().toString();
    return row(Kind.PIPELINE, declared, phase, details);
  }

  private Row analysis(Declared<AnalysisSpec> declared) {
    long wagons =
        yard.wagons().keySet().stream().filter(w -> w.analysis().equals(declared.name())).count();
    return row(
        Kind.ANALYSIS,
        declared,
        "",
        Map.of(
            "owners",
            declared.spec().owners(),
            "wagons",
            wagons,
            "service",
            declared.spec().service()));
  }

  private List<Row> datasets() {
    return new TreeSet<>(yard.datasets().keySet())
        .stream().map(name -> dataset(yard.datasets().get(name))).toList();
  }

  private Row dataset(@Nullable Declared<DatasetSpec> declared) {
    if (declared == null) {
      throw new IllegalStateException("a dataset without a declaration");
    }
    Map<String, Object> details = new TreeMap<>();
    details.put("type", declared.spec().type().toString());
    details.put("state", declared.spec().state().toString());
    DatasetStatus status = memory.datasets().get(declared.name());
    String phase = "";
    if (status != null) {
      phase = status.listing() == null ? PhaseWords.NOT_LISTED : PhaseWords.LISTED;
      details.put("files", status.files());
      details.put("size", status.bytes());
    }
    return row(Kind.DATASET, declared, phase, details);
  }

  private List<Row> wagons() {
    return new TreeSet<>(yard.wagons().keySet())
        .stream().map(ref -> wagon(ref, yard.wagons().get(ref))).toList();
  }

  private Row wagon(WagonRef ref, @Nullable Declared<WagonSpec> declared) {
    if (declared == null) {
      throw new IllegalStateException("a wagon without a declaration");
    }
    WagonSpec spec = declared.spec();
    return new Row(
        Named.word(Kind.WAGON),
        ref.toString(),
        newestTests(memory, ref).stream()
            .map(WagonTestStatus::phase)
            .min(Comparator.comparingInt(YardRows::rank))
            .map(WagonTestPhase::word)
            .orElse(PhaseWords.NOT_TESTED),
        declared.labels(),
        declared.position().path(),
        Map.of(
            "package", spec.software().name(),
            "enabledOn", spec.enabledOn().stream().map(WagonSpec.Enabled::dataset).toList(),
            "subwagons", spec.subwagons().size()));
  }

  /// The newest test of a wagon on each dataset, as far as the status tells.
  static List<WagonTestStatus> newestTests(Memory memory, WagonRef ref) {
    WagonStatus status = memory.wagons().get(ref);
    return status == null ? List.of() : status.newestTests();
  }

  /// What wants a look first.
  private static int rank(WagonTestPhase phase) {
    return switch (phase) {
      case WagonTestPhase.Failed _ -> 0;
      case WagonTestPhase.Warned _ -> 1;
      case WagonTestPhase.Expired _ -> 2;
      case WagonTestPhase.Running _ -> 3;
      case WagonTestPhase.Waiting _ -> 4;
      case WagonTestPhase.Passed _ -> 5;
    };
  }

  private List<Row> trains() {
    TreeSet<String> names = new TreeSet<>(yard.trains().keySet());
    names.addAll(memory.trains().keySet());
    return names.stream()
        .map(name -> train(name, yard.trains().get(name), memory.trains().get(name)))
        .toList();
  }

  private static Row train(
      String name, @Nullable Declared<TrainSpec> declared, @Nullable TrainStatus status) {
    Map<String, Object> details = new TreeMap<>();
    if (declared != null) {
      details.put("dataset", declared.spec().dataset());
      details.put("scope", declared.spec().scope().toString());
    }
    if (status != null) {
      details.put("since", status.since());
      details.putIfAbsent("dataset", status.dataset());
      details.putIfAbsent("scope", status.scope());
      details.put("jobsDone", status.jobs().done());
      details.put("jobs", status.jobs().total());
      Optional.ofNullable(status.composition())
          .ifPresent(carries -> details.put("wagons", carries.wagons().size()));
    }
    return new Row(
        Named.word(Kind.TRAIN),
        name,
        status == null ? PhaseWords.NEW : status.phase().word(),
        declared == null ? Map.of() : declared.labels(),
        declared == null ? "" : declared.position().path(),
        details);
  }
}
