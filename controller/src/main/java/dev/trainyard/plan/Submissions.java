package dev.trainyard.plan;

import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.OrderId;
import dev.trainyard.model.work.Sighting;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.SubmissionName.Stage;
import dev.trainyard.model.work.TaskState;
import dev.trainyard.model.work.TaskStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// All submissions of one stage of one order, first to last: those that something remembers, and
/// those that only the engine knows, because a controller was killed before it could say so.
///
/// @param known in sequence from 1, without gaps
record Submissions(List<Known> known, Namer namer) {
  private static final Pattern SEQUENCE = Pattern.compile("[1-9][0-9]{0,5}");

  /// One submission as the engine sees it.
  ///
  /// @param at when it was submitted, as far as anybody knows: at the latest before a job of it ran
  record Known(SubmissionName name, Sighting sighting, Instant at) {}

  /// Names the submissions of one stage of one order.
  record Namer(String yard, String order, Stage stage) {
    SubmissionName name(int sequence) {
      return SubmissionName.of(yard, order, stage, sequence);
    }

    /// The highest place in the sequence that one of these names has, or 0 if none has one.
    int last(Collection<SubmissionName> names) {
      String first = name(1).value();
      String prefix = first.substring(0, first.length() - 1);
      return names.stream()
          .map(SubmissionName::value)
          .filter(name -> name.startsWith(prefix))
          .map(name -> name.substring(prefix.length()))
          .filter(rest -> SEQUENCE.matcher(rest).matches())
          .mapToInt(Integer::parseInt)
          .max()
          .orElse(0);
    }
  }

  /// Looks for the submissions. One that is remembered proves all before it, even if the engine has
  /// forgotten them.
  ///
  /// @param remembered what status and store remember: name and time of submissions of any order
  static Submissions find(Namer namer, Map<SubmissionName, Instant> remembered, EngineView engine) {
    int last = namer.last(remembered.keySet());
    List<Known> known = new ArrayList<>();
    for (int sequence = 1; ; sequence++) {
      SubmissionName name = namer.name(sequence);
      Sighting sighting = engine.of(name);
      if (sequence > last && !(sighting instanceof Sighting.Seen)) {
        return new Submissions(List.copyOf(known), namer);
      }
      known.add(new Known(name, sighting, remembered.getOrDefault(name, Instant.EPOCH)));
    }
  }

  /// All submissions of a train that one engine knows or its status tells of, by stage.
  static List<Submissions> ofTrain(Facts facts, TrainStatus train, EngineView engine) {
    Map<SubmissionName, Instant> remembered = new HashMap<>();
    train.submissions().forEach(s -> remembered.put(s.name(), s.at()));
    String yard = facts.settings().yard();
    String order = Orders.of(train);
    return Stream.of(
            new Namer(yard, OrderId.trainTest(order), Stage.JOBS),
            new Namer(yard, order, Stage.JOBS),
            new Namer(yard, order, Stage.MERGE))
        .map(namer -> find(namer, remembered, engine))
        .toList();
  }

  /// The name of the next submission.
  SubmissionName next() {
    return namer.name(known.size() + 1);
  }

  /// What an engine says of tasks that it calls neither waiting nor running; of several words the
  /// first by alphabet.
  Optional<String> engineSays(String engine) {
    return states()
        .flatMap(Submissions::strangeWord)
        .min(Comparator.naturalOrder())
        .map(word -> "engine " + engine + " says of jobs: " + word);
  }

  /// Whether nothing moves until a person mends what the engine says.
  boolean isStuck() {
    List<TaskState> left = states().filter(state -> !state.isOver()).toList();
    return left.stream().anyMatch(state -> state instanceof TaskState.Stuck)
        && left.stream().noneMatch(state -> state instanceof TaskState.Running);
  }

  /// The states that there are.
  private Stream<TaskState> states() {
    return known.stream()
        .flatMap(
            it ->
                it.sighting() instanceof Sighting.Seen(var tasks, _, _)
                    ? TaskStates.copyOf(tasks).kinds().stream()
                    : Stream.empty());
  }

  private static Stream<String> strangeWord(TaskState state) {
    return switch (state) {
      case TaskState.Unknown(String word) -> Stream.of(word);
      case TaskState.Stuck(String why) -> Stream.of(why);
      case TaskState.Waiting(),
          TaskState.Running(),
          TaskState.Ended(_),
          TaskState.Lost(_),
          TaskState.Cancelled() ->
          Stream.empty();
    };
  }

  /// Names of submissions that have tasks which are not over.
  List<SubmissionName> unfinished() {
    return known.stream().filter(k -> isUnfinished(k.sighting())).map(Known::name).toList();
  }

  /// Names of submissions with tasks that are neither over nor done: a job whose result is there
  /// may still be on its way out.
  List<SubmissionName> unfinished(Set<Integer> done) {
    return known.stream()
        .filter(k -> k.sighting() instanceof Sighting.Seen(var tasks, _, _) && isLeft(tasks, done))
        .map(Known::name)
        .toList();
  }

  private static boolean isLeft(Map<Integer, TaskState> tasks, Set<Integer> done) {
    return tasks.entrySet().stream()
        .anyMatch(task -> !task.getValue().isOver() && !done.contains(task.getKey()));
  }

  /// Whether a submission has tasks that are not over.
  static boolean isUnfinished(Sighting sighting) {
    return sighting instanceof Sighting.Seen(Map<Integer, TaskState> tasks, _, _)
        && TaskStates.copyOf(tasks).kinds().stream().anyMatch(task -> !task.isOver());
  }
}
