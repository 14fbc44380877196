package dev.trainyard.plan;

import static java.util.stream.Collectors.joining;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.TrainSpec.ArtefactFrom;
import dev.trainyard.model.status.MergedOutput;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.MergeOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What trains get of earlier trains: for each artefact that one asks for, the merged file as the
/// status of its train tells of it.
public final class Artefacts {
  /// The reason of whoever waits for another train.
  public static final String WAITS = "WaitsForTrain";

  private static final int MOST_NAMED = 3;

  private final Set<String> declared;
  private final Function<String, @Nullable TrainStatus> trains;

  /// @param trains what became of them, by name
  public Artefacts(Snapshot yard, Map<String, TrainStatus> trains) {
    this(yard, trains::get);
  }

  /// @param trains tells what became of one
  Artefacts(Snapshot yard, Function<String, @Nullable TrainStatus> trains) {
    this.declared = yard.trains().keySet();
    this.trains = trains;
  }

  /// What became of asking for artefacts.
  public sealed interface Answer {
    /// All are there.
    ///
    /// @param artefacts sorted by name
    record Found(List<Artefact> artefacts) implements Answer {
      public Found {
        artefacts = List.copyOf(artefacts);
      }
    }

    /// A person must act first.
    record Refused(String reason, String message) implements Answer {}

    /// A train is on its way that makes one.
    record Later(String reason, String message) implements Answer {}
  }

  /// All that a train gets that is to run over a dataset: what it names, and the input of a build.
  Answer of(Declared<TrainSpec> train, Declared<DatasetSpec> dataset) {
    Map<String, ArtefactFrom> made = dataset.spec().made();
    if (made != null && !Collections.disjoint(made.keySet(), train.spec().artefacts().keySet())) {
      return new Answer.Refused(
          "ArtefactTwice",
          "an artefact is both an input of the build and one of spec.artefacts; rename one of"
              + " them");
    }
    Map<String, ArtefactFrom> all = new TreeMap<>(train.spec().artefacts());
    all.putAll(made == null ? Map.of() : made);
    return of(all);
  }

  /// These artefacts, by name. What a person must mend is told before what only takes its time.
  public Answer of(Map<String, ArtefactFrom> wanted) {
    List<Artefact> found = new ArrayList<>();
    List<Answer.Refused> refused = new ArrayList<>();
    List<Answer.Later> later = new ArrayList<>();
    new TreeMap<>(wanted)
        .forEach(
            (name, from) -> {
              switch (of(name, from)) {
                case Answer.Found(List<Artefact> one) -> found.addAll(one);
                case Answer.Refused why -> refused.add(why);
                case Answer.Later why -> later.add(why);
              }
            });
    if (!refused.isEmpty()) {
      List<String> messages = refused.stream().map(Answer.Refused::message).toList();
      return new Answer.Refused(refused.getFirst().reason(), some(messages));
    }
    if (!later.isEmpty()) {
      List<String> messages = later.stream().map(Answer.Later::message).toList();
      return new Answer.Later(later.getFirst().reason(), some(messages));
    }
    return new Answer.Found(found);
  }

  private Answer of(String name, ArtefactFrom from) {
    TrainStatus source = trains.apply(from.train());
    if (source == null) {
      return declared.contains(from.train())
          ? new Answer.Later(WAITS, waits(name, from, "not looked at yet"))
          : new Answer.Refused(WAITS, waits(name, from, "not declared"));
    }
    String phase = source.phase().word();
    return switch (source.phase()) {
      case TrainPhase.Succeeded _ -> of(name, from, source);
      case TrainPhase.Underway _, TrainPhase.Pending _ ->
          new Answer.Later(WAITS, waits(name, from, phase));
      case TrainPhase.Blocked _, TrainPhase.Held _, TrainPhase.Failed _, TrainPhase.Cancelled _ ->
          new Answer.Refused(WAITS, waits(name, from, phase));
    };
  }

  private static String waits(String name, ArtefactFrom from, String phase) {
    return "artefact %s is made by train %s, which has not succeeded yet (%s)"
        .formatted(name, from.train(), phase);
  }

  private static Answer of(String name, ArtefactFrom from, TrainStatus source) {
    Optional<MergedOutput> output =
        source.outputs().stream()
            .filter(it -> it.mergeList().equals(MergeOrder.ALL))
            .filter(it -> it.instance().equals(InstanceName.parse(from.wagon())))
            .filter(it -> it.file().equals(from.output()))
            .findFirst();
    if (output.isEmpty()) {
      return new Answer.Refused(
          "NoSuchArtefact",
          "artefact %s: train %s has made no merged %s of %s; raise its spec.rerun, or name another output"
              .formatted(name, from.train(), from.output(), from.wagon()));
    }
    MergedOutput made = output.get();
    String pinned = from.sha256();
    if (pinned != null && !pinned.equals(made.sha256())) {
      return new Answer.Refused(
          "OtherArtefact",
          "artefact %s must have the SHA-256 %s, and what train %s has made has %s; write that one, or take sha256 away"
              .formatted(name, pinned, from.train(), made.sha256()));
    }
    return new Answer.Found(
        List.of(new Artefact(name, from.train(), made.path(), made.size(), made.sha256())));
  }

  private static String some(List<String> messages) {
    String first = messages.stream().limit(MOST_NAMED).collect(joining("; "));
    int more = messages.size() - MOST_NAMED;
    return more > 0 ? first + "; and " + more + " more" : first;
  }
}
