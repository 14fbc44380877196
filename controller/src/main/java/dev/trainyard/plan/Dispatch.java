package dev.trainyard.plan;

import dev.trainyard.model.InstanceName;
import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.TrainStatus.Submitted;
import dev.trainyard.model.status.TrainStatus.Uncoupled;
import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.plan.JobTally.Batch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes the submissions of one train: as actions, and into its status.
final class Dispatch {
  private final Facts facts;
  private final Declared<TrainSpec> train;
  private final String engine;

  Dispatch(Facts facts, Declared<TrainSpec> train) {
    this.facts = facts;
    this.train = train;
    this.engine = facts.engineOf(train);
  }

  /// What a round submits for the train, and the status that says so.
  record Sent(TrainStatus status, List<Action> actions) {}

  /// What is known of one stage's submissions.
  ///
  /// @param stage `test`, `jobs` or `merge`, as the status calls it
  Submissions known(TrainStatus status, String order, String stage) {
    Stage letter = stage.equals("merge") ? Stage.MERGE : Stage.JOBS;
    Set<SubmissionName> remembered =
        status.submissions().stream().map(Submitted::name).collect(Collectors.toSet());
    return Submissions.find(
        new Submissions.Namer(facts.settings().yard(), order, letter),
        remembered,
        facts.view(engine));
  }

  /// The first submission of all jobs of an order.
  Sent first(TrainStatus status, WorkOrder order, String stage, String why) {
    Submissions none =
        new Submissions(
            List.of(),
            facts.view(engine),
            new Submissions.Namer(facts.settings().yard(), order.id(), Stage.JOBS));
    return batches(status, order, none, List.of(new Batch(1, Orders.indexes(order))), stage, why);
  }

  /// One submission per batch, named after those that are known.
  Sent batches(
      TrainStatus status,
      WorkOrder order,
      Submissions known,
      List<Batch> batches,
      String stage,
      String why) {
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
      TrainStatus status,
      MergeOrder merge,
      SubmissionName name,
      List<Integer> indexes,
      String why) {
    Action action =
        new Action.SubmitMerge(
            subject(),
            why,
            engine,
            merge,
            name,
            indexes,
            Orders.mergeNeeds(),
            train.spec().priority());
    Submitted submitted = new Submitted(name, engine, "merge", indexes.size(), facts.now());
    return new Sent(status.with(submitted), List.of(action));
  }

  /// Ends what of a stage is not over.
  List<Action> cancel(Submissions known, String why) {
    return known.unfinished().stream()
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
