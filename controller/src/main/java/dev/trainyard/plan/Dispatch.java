package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.TrainStatus.Submitted;
import dev.trainyard.model.status.TrainStatus.Uncoupled;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.plan.JobTally.Batch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Writes the submissions of one train: as actions, and into its status.
final class Dispatch {
  static final String TEST = "test";
  static final String JOBS = "jobs";
  static final String MERGE = "merge";

  private final Facts facts;
  private final Declared<TrainSpec> train;
  private final String engine;

  Dispatch(Facts facts, Declared<TrainSpec> train, String engine) {
    this.facts = facts;
    this.train = train;
    this.engine = engine;
  }

  /// What a round submits for the train, and the status that says so.
  record Sent(TrainStatus status, List<Action> actions) {}

  /// The submissions of one stage, whoever remembers them.
  ///
  /// @param stage [#TEST], [#JOBS] or [#MERGE]
  Submissions known(TrainStatus status, OrderProgress progress, String stage) {
    Stage letter = stage.equals(MERGE) ? Stage.MERGE : Stage.JOBS;
    Map<SubmissionName, Instant> remembered = remembered(progress);
    status.submissions().forEach(s -> remembered.put(s.name(), s.at()));
    return Submissions.find(
        new Submissions.Namer(facts.settings().yard(), progress.order().id(), letter),
        remembered,
        facts.view(engine));
  }

  /// The submissions that results tell of; each was there before its first result began.
  static Map<SubmissionName, Instant> remembered(OrderProgress progress) {
    Map<String, Instant> first = new HashMap<>();
    Stream.concat(progress.committed().values().stream(), progress.failed().stream())
        .forEach(r -> first.merge(r.submission(), r.started(), Dispatch::earlier));
    Map<SubmissionName, Instant> remembered = new HashMap<>();
    first.forEach((name, at) -> remembered.put(new SubmissionName(name), at));
    return remembered;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /// The status with every submission that was found and that is later than those it speaks of, and
  /// with what the engine says of any that is not as usual.
  TrainStatus adopt(TrainStatus status, Submissions known, String stage) {
    int spoken = known.namer().last(status.submissions().stream().map(Submitted::name).toList());
    TrainStatus all = status;
    for (Submissions.Known found : known.known().stream().skip(spoken).toList()) {
      if (found.sighting() instanceof Sighting.Seen(var tasks, _, _)) {
        all = all.with(new Submitted(found.name(), engine, stage, tasks.size(), facts.now()));
      }
    }
    Optional<String> says = known.engineSays(engine);
    if (says.isEmpty()) {
      return all;
    }
    return known.isStuck()
        ? TrainConditions.stalled(all, new Refusal(TrainConditions.ENGINE, says.get()), facts.now())
        : TrainConditions.strange(all, says.get(), facts.now());
  }

  /// One submission per batch, named after those that are known.
  Sent batches(
      TrainStatus status, WorkOrder order, Submissions known, List<Batch> batches, String stage) {
    String why =
        known.known().isEmpty() ? "not submitted yet" : "these jobs failed and may be tried again";
    List<Action> actions = new ArrayList<>();
    TrainStatus sent = status;
    int sequence = known.known().size();
    for (Batch batch : batches) {
      SubmissionName name = known.namer().name(++sequence);
      actions.add(
          new Action.SubmitJobs(
              subject(),
              why,
              engine,
              order,
              name,
              batch.indexes(),
              batch.allowance(),
              without(status, order),
              Orders.needs(order, batch.allowance()),
              train.spec().priority()));
      sent = sent.with(new Submitted(name, engine, stage, batch.indexes().size(), facts.now()));
    }
    return new Sent(sent, List.copyOf(actions));
  }

  /// Merge tasks of these indexes.
  Sent merge(
      TrainStatus status, MergeOrder merge, Submissions known, Batch batch, WorkOrder order) {
    String why = known.known().isEmpty() ? "enough jobs are done" : "these were not merged";
    SubmissionName name = known.next();
    Action action =
        new Action.SubmitMerge(
            subject(),
            why,
            engine,
            merge,
            order.image().orElse(null),
            name,
            batch.indexes(),
            batch.allowance(),
            Orders.mergeNeeds(order, batch.allowance()),
            train.spec().priority());
    Submitted submitted = new Submitted(name, engine, MERGE, batch.indexes().size(), facts.now());
    return new Sent(status.with(submitted), List.of(action));
  }

  /// Ends what of a stage is not over.
  List<Action> cancel(Submissions known, String why) {
    return known.unfinished().stream()
        .map(name -> (Action) new Action.Cancel(subject(), why, engine, name))
        .toList();
  }

  /// Ends what of a stage is neither over nor done.
  List<Action> cancelRest(Submissions known, Set<Integer> done, String why) {
    return known.unfinished(done).stream()
        .map(name -> (Action) new Action.Cancel(subject(), why, engine, name))
        .toList();
  }

  String subject() {
    return "train " + train.name();
  }

  /// Instances that the train goes on without, with everything that depends on them.
  static Set<InstanceName> uncoupled(TrainStatus status, WorkOrder order) {
    Set<InstanceName> named = new HashSet<>();
    for (Uncoupled wagon : status.uncoupled()) {
      named.add(InstanceName.parse(wagon.wagon()));
    }
    return Orders.withDependants(order, named);
  }

  private static List<String> without(TrainStatus status, WorkOrder order) {
    return uncoupled(status, order).stream().sorted().map(InstanceName::toString).toList();
  }
}
