package dev.trainyard.model.spec;

import static java.util.stream.Collectors.toCollection;

import dev.trainyard.model.spec.TrainSpec.ArtefactFrom;
import dev.trainyard.model.spec.TrainSpec.OnWagonFailure;
import dev.trainyard.model.spec.TrainSpec.Retry;
import dev.trainyard.model.spec.TrainSpec.Scope;
import dev.trainyard.model.spec.TrainSpec.Wagons;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Trains and builds that need each other's results.
///
/// @param stages in the order of the file, which means nothing
/// @param disjoint groups of stages of which no two may read the same file
/// @param suspend nothing more starts, and what was started is held
/// @param rerun a counter: raised, every stage that is stale or has failed runs again
public record PipelineSpec(
    String description,
    List<Stage> stages,
    List<List<String>> disjoint,
    WhenStale whenStale,
    boolean suspend,
    int rerun)
    implements Spec {
  public PipelineSpec {
    stages = List.copyOf(stages);
    disjoint = disjoint.stream().map(List::copyOf).toList();
  }

  /// The stage of this name.
  public Optional<Stage> stage(String name) {
    return stages.stream().filter(it -> it.name().equals(name)).findFirst();
  }

  /// The stages, each after all that it needs; without those that need each other in a circle, and
  /// what needs them.
  public List<Stage> inOrder() {
    List<Stage> open = new ArrayList<>(stages);
    List<Stage> ordered = new ArrayList<>();
    Set<String> there = new HashSet<>();
    boolean found = true;
    while (found) {
      List<Stage> next = open.stream().filter(it -> there.containsAll(it.needs())).toList();
      found = !next.isEmpty();
      ordered.addAll(next);
      open.removeAll(next);
      next.forEach(it -> there.add(it.name()));
    }
    return List.copyOf(ordered);
  }

  /// Where an artefact comes from, as a train of its own would say it; empty if that cannot be
  /// told: see [Source].
  ///
  /// @param pipeline its name
  public Optional<ArtefactFrom> from(String pipeline, Source source) {
    String train = source.train();
    String stage = source.stage();
    String wagon = source.wagon();
    if (train != null && wagon != null) {
      return Optional.of(new ArtefactFrom(train, wagon, source.output(), source.sha256()));
    }
    return stage == null ? Optional.empty() : stage(stage).flatMap(it -> it.make(pipeline, source));
  }

  /// A train per sample, or a build: one job of one wagon on the artefacts.
  ///
  /// @param after stages that must have succeeded first, besides those of its artefacts
  /// @param over its samples; empty for a build
  /// @param wagons those that ride; empty for a build
  /// @param build the wagon of a build, or null
  /// @param artefacts what its wagons get, by the names that they ask for
  /// @param tags package name to tag, as in a train
  /// @param engine null for the controller's default
  /// @param completion the share of jobs that must succeed, up to 1
  /// @param approval whether a person looks at what it would start with
  /// @param approved the key of what a person has looked at; null if nobody has
  /// @param rerun a counter: raised, the stage runs again
  public record Stage(
      String name,
      String description,
      List<String> after,
      List<Over> over,
      List<String> wagons,
      @Nullable String build,
      Map<String, Source> artefacts,
      Map<String, String> tags,
      @Nullable String engine,
      int priority,
      Retry retry,
      double completion,
      OnWagonFailure onWagonFailure,
      Approval approval,
      @Nullable String approved,
      int rerun) {
    public Stage {
      after = List.copyOf(after);
      over = List.copyOf(over);
      wagons = List.copyOf(wagons);
      artefacts = Map.copyOf(artefacts);
      tags = Map.copyOf(tags);
    }

    /// Every stage that it comes after, in order of their names.
    public TreeSet<String> needs() {
      Stream<String> made = artefacts.values().stream().map(Source::stage).filter(Objects::nonNull);
      return Stream.concat(after.stream(), made).collect(toCollection(TreeSet::new));
    }

    /// What its trains are called: one for each sample, in their order, or the one of a build.
    public List<String> trains(String pipeline) {
      String prefix = pipeline + "-" + name;
      return build != null
          ? List.of(prefix)
          : over.stream().map(sample -> prefix + "-" + sample.label()).toList();
    }

    /// Its train over a sample.
    ///
    /// @param given its artefacts
    public TrainSpec ride(Over sample, Map<String, ArtefactFrom> given, boolean held, int again) {
      return train(
          sample.dataset(), sample.scope(), sample.subset(), sample.runs(), given, held, again);
    }

    /// The train of a build.
    ///
    /// @param inputs the dataset that its artefacts are
    public TrainSpec build(String inputs, boolean held, int again) {
      return train(inputs, Scope.FULL, null, null, Map.of(), held, again);
    }

    private TrainSpec train(
        String dataset,
        Scope scope,
        @Nullable String subset,
        @Nullable List<Long> runs,
        Map<String, ArtefactFrom> given,
        boolean held,
        int again) {
      return new TrainSpec(
          description,
          dataset,
          scope,
          subset,
          runs,
          new Wagons(asked(), null),
          tags,
          given,
          engine,
          priority,
          retry,
          completion,
          onWagonFailure,
          held,
          again);
    }

    private Optional<ArtefactFrom> make(String pipeline, Source source) {
      List<String> trains = trains(pipeline);
      String train = source.over() == null ? null : pipeline + "-" + name + "-" + source.over();
      String made = train == null && trains.size() == 1 ? trains.getFirst() : train;
      String wagon = source.wagon();
      String maker = wagon == null && asked().size() == 1 ? asked().getFirst() : wagon;
      return made == null || maker == null || !trains.contains(made)
          ? Optional.empty()
          : Optional.of(new ArtefactFrom(made, maker, source.output(), source.sha256()));
    }

    /// The wagons that it asks for.
    public List<String> asked() {
      String built = build;
      return built == null ? wagons : List.of(built);
    }
  }

  /// A sample that a stage runs over.
  ///
  /// @param name null if it is called by its dataset and subset
  /// @param subset null for all of the dataset, as is `runs`
  public record Over(
      @Nullable String name,
      String dataset,
      Scope scope,
      @Nullable String subset,
      @Nullable List<Long> runs) {
    public Over {
      runs = runs == null ? null : List.copyOf(runs);
    }

    /// What the sample is called.
    public String label() {
      String said = name;
      String share = subset;
      if (said != null) {
        return said;
      }
      return share == null ? dataset : dataset + "-" + share;
    }
  }

  /// A merged output of a stage, or of a train outside of the pipeline: one of the two is set.
  ///
  /// @param over the sample; null if the stage has only one
  /// @param wagon null if the stage has only one
  /// @param sha256 exactly this one; null for whichever it makes
  public record Source(
      @Nullable String stage,
      @Nullable String over,
      @Nullable String train,
      @Nullable String wagon,
      String output,
      @Nullable String sha256) {}

  /// What happens with a stage that succeeded with what has changed since.
  public enum WhenStale {
    WAIT("wait"),
    REDO("redo");

    private final String word;

    WhenStale(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// Whether a person looks at what a stage would start with.
  public enum Approval {
    NONE("none"),
    REQUIRED("required");

    private final String word;

    Approval(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
