package dev.trainyard.plan;

import static java.util.stream.Collectors.joining;

import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.TrainSpec.Scope;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainPhase.Underway;
import dev.trainyard.model.status.TrainPhase.Waiting;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.model.work.WorkOrder.Carried;
import dev.trainyard.plan.Composer.Outcome;
import java.util.List;

/// Decides whether a waiting train may leave: [#decide] asks for its inputs, its wagons and their
/// tests, then composes it and pins its order.
final class Departure {
  /// How many wagons a message names.
  private static final int MOST_NAMED = 5;

  private final Facts facts;
  private final TestDesk desk;
  private final Boarding boarding;

  Departure(Facts facts, TestDesk desk, Boarding boarding) {
    this.facts = facts;
    this.desk = desk;
    this.boarding = boarding;
  }

  /// Composes the train, or says what it waits for.
  TrainStep decide(Declared<TrainSpec> train, TrainStatus status) {
    OrderProgress pinned = facts.observed().orders().get(Orders.of(status));
    if (pinned != null) {
      return TrainStep.of(composed(status, pinned.order()));
    }
    TrainSpec spec = train.spec();
    Declared<DatasetSpec> dataset = facts.snapshot().datasets().get(spec.dataset());
    if (facts.snapshot().isBroken(train) || dataset == null) {
      return blocked(status, new Refusal("InvalidSpec", problem(train)));
    }
    if (spec.suspend()) {
      Refusal held = new Refusal("Suspended", "spec.suspend is true; set it to false to let it go");
      return waiting(status, new TrainPhase.Held("suspend"), held);
    }
    String engine = facts.engineOf(train);
    if (!facts.settings().mayHave(engine)) {
      String known = facts.settings().engines().stream().sorted().collect(joining(", "));
      return blocked(
          status,
          new Refusal("UnknownEngine", "there is no engine " + engine + "; use one of: " + known));
    }
    if (dataset.spec().state() == State.DEPRECATED) {
      return blocked(status, deprecated(dataset));
    }
    return listed(train, dataset, status);
  }

  private TrainStep listed(
      Declared<TrainSpec> train, Declared<DatasetSpec> dataset, TrainStatus status) {
    DatasetListing nothing = new DatasetListing.Unknown("its dataset is being listed");
    return switch (facts.observed().datasets().getOrDefault(dataset.name(), nothing)) {
      case DatasetListing.Failed(String reason, String message) ->
          blocked(status, new Refusal(reason, message));
      case DatasetListing.Unknown(String message) ->
          pending(status, new Refusal("ListingDataset", message));
      case DatasetListing.Listed(InputListing listing) ->
          switch (facts.artefacts(train, dataset)) {
            case Artefacts.Answer.Refused(String reason, String message) ->
                blocked(status, new Refusal(reason, message));
            case Artefacts.Answer.Later(String reason, String message) ->
                pending(status, new Refusal(reason, message));
            case Artefacts.Answer.Found found ->
                select(train, dataset, listing, Given.by(train, found), status);
          };
    };
  }

  private TrainStep select(
      Declared<TrainSpec> train,
      Declared<DatasetSpec> dataset,
      InputListing listing,
      Given given,
      TrainStatus status) {
    List<InputFile> files = desk.files(train.spec(), dataset.spec(), listing);
    if (files.isEmpty()) {
      return blocked(status, noFiles(train.spec(), dataset));
    }
    Selection selection = boarding.select(train, dataset, given, InputListing.digest(files));
    boolean named = train.spec().wagons().enabled() == null;
    if (named && !selection.refused().isEmpty()) {
      return blocked(status, new Refusal("WagonNotReady", list(selection.refused())));
    }
    if (!selection.unknown().isEmpty()) {
      return pending(status, selection.unknown().getFirst());
    }
    if (!selection.testing().isEmpty()) {
      String who = some(selection.testing().stream().map(WagonRef::toString).toList(), ", ");
      return pending(status, new Refusal("WaitsForTests", "tests are not over: " + who));
    }
    if (selection.aboard().isEmpty()) {
      return blocked(status, nobody(selection));
    }
    return compose(train, dataset, selection, files, given, status);
  }

  private TrainStep compose(
      Declared<TrainSpec> train,
      Declared<DatasetSpec> dataset,
      Selection selection,
      List<InputFile> files,
      Given given,
      TrainStatus status) {
    List<WagonRef> wagons = selection.aboard().stream().map(Carried::wagon).toList();
    Images images = facts.images(facts.engineOf(train));
    Outcome outcome = new Composer(facts.snapshot(), images).compose(wagons, given.pins());
    return switch (outcome) {
      case Outcome.Refused(Refusal refusal) -> blocked(status, refusal);
      case Outcome.Later(String message) -> pending(status, new Refusal("ResolvingImage", message));
      case Outcome.Composed composed -> {
        String id = Orders.of(status);
        yield depart(
            train,
            new OrderDraft(facts)
                .train(id, train, dataset, composed, selection.aboard(), files, given.artefacts()),
            status);
      }
    };
  }

  /// Pins the order. Nothing is submitted before it is read back: whoever pinned it first decided
  /// what the train carries.
  private TrainStep depart(Declared<TrainSpec> train, WorkOrder order, TrainStatus status) {
    if (facts.snapshot().listeners().kept().contains(train.name())) {
      String full = "its listener has as many trains underway as starts.most allows";
      return pending(status, new Refusal("NoPlace", full));
    }
    String engine = facts.engineOf(train);
    if (facts.view(engine) instanceof EngineView.Unreachable(String why)) {
      return pending(
          status,
          new Refusal("EngineUnreachable", "engine " + engine + " does not answer: " + why));
    }
    String why =
        order.isBuild()
            ? "all that it is made of is there; later commits do not change what it carries"
            : "every wagon passed its test; later commits do not change what it carries";
    return TrainStep.doing(
        composed(status, order), List.of(new Action.Pin("train " + train.name(), why, order)));
  }

  /// A train over the test scope is its own test, and so is a build.
  private TrainStatus composed(TrainStatus status, WorkOrder order) {
    Underway next =
        order.scope().equals(Scope.TEST.toString()) || order.isBuild()
            ? new TrainPhase.Submitted()
            : new TrainPhase.Pending().test();
    TrainStatus moved = status.carrying(Composition.of(order)).enter(next, facts.now());
    TrainStatus underway = TrainConditions.underway(moved, next, facts.now());
    return TrainConditions.image(underway, order, facts.now());
  }

  private static Refusal noFiles(TrainSpec spec, Declared<DatasetSpec> dataset) {
    boolean noShort = spec.scope() == Scope.SHORT && dataset.spec().scopes().shortFiles() == null;
    return noShort
        ? new Refusal(
            "NoShortScope",
            "dataset %s has no short scope; add spec.scopes.short to it".formatted(dataset.name()))
        : new Refusal(
            "NoFiles",
            "no file of dataset %s is in %s"
                .formatted(
                    dataset.name(),
                    spec.subset() == null ? "this scope" : "subset " + spec.subset()));
  }

  private static Refusal nobody(Selection selection) {
    if (!selection.refused().isEmpty()) {
      return new Refusal("WagonNotReady", list(selection.refused()));
    }
    return selection.satisfied().isEmpty()
        ? new Refusal("NoWagon", "no wagon is enabled on its dataset; enable one or name wagons")
        : new Refusal(
            "NothingNew",
            "every enabled wagon rides once and has a result for its content; change a wagon, or"
                + " name it");
  }

  private static String list(List<Wait> waits) {
    return some(waits.stream().map(w -> w.subject() + ": " + w.message()).toList(), "; ");
  }

  /// The first few of a list that may be long.
  private static String some(List<String> texts, String separator) {
    String first = texts.stream().limit(MOST_NAMED).collect(joining(separator));
    int more = texts.size() - MOST_NAMED;
    return more > 0 ? first + separator + "and " + more + " more" : first;
  }

  private static Refusal deprecated(Declared<DatasetSpec> dataset) {
    return new Refusal(
        "DatasetDeprecated",
        "dataset %s is deprecated; choose another, or set its spec.state to active"
            .formatted(dataset.name()));
  }

  private String problem(Declared<TrainSpec> train) {
    return facts.snapshot().problems().stream()
        .filter(Problem::isError)
        .filter(p -> p.position().path().equals(train.position().path()))
        .findFirst()
        .map(Problem::toString)
        .orElse("dataset " + train.spec().dataset() + " is not declared; declare it");
  }

  private TrainStep blocked(TrainStatus status, Refusal why) {
    TrainStatus moved = status.enter(new TrainPhase.Blocked(why.reason()), facts.now());
    return new TrainStep(
        TrainConditions.stalled(moved, why, facts.now()),
        List.of(),
        List.of(new Wait("train " + status.name(), why.reason(), why.message())),
        null);
  }

  private TrainStep pending(TrainStatus status, Refusal why) {
    return waiting(status, new TrainPhase.Pending(), why);
  }

  private TrainStep waiting(TrainStatus status, Waiting phase, Refusal why) {
    TrainStatus moved = status.enter(phase, facts.now());
    return new TrainStep(
        TrainConditions.progressing(moved, why, facts.now()),
        List.of(),
        List.of(new Wait("train " + status.name(), why.reason(), why.message())),
        null);
  }
}
