package dev.trainyard.model.status;

import dev.trainyard.model.CommitId;
import dev.trainyard.model.WagonRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What merging a head into main would do.
///
/// @param changes of declared objects, with their fields after all defaults; at most [#MOST]
/// @param changeCount how many there are
/// @param trains those that would do something else than without the merge; at most [#MOST]
/// @param trainCount how many there are
/// @param tests that what it changes needs; at most [#MOST]
/// @param testCount how many there are
/// @param stale results that speak of something else than main after the merge, one sentence each
/// @param rules broken by wagons that would ride, one sentence each
/// @param owners user names of the owners of the analyses that it touches
/// @param approvals who has to agree and why, one sentence each
/// @param total of all trains that would start
/// @param notes what else a reviewer should know, one sentence each
public record MergePreview(
    CommitId base,
    CommitId head,
    List<ObjectChange> changes,
    int changeCount,
    List<TrainForecast> trains,
    int trainCount,
    List<TestForecast> tests,
    int testCount,
    List<String> stale,
    List<String> rules,
    List<String> owners,
    List<String> approvals,
    Cost total,
    List<String> notes) {
  /// How much of one sort is listed.
  public static final int MOST = 50;

  public MergePreview {
    changes = List.copyOf(changes);
    trains = List.copyOf(trains);
    tests = List.copyOf(tests);
    stale = List.copyOf(stale);
    rules = List.copyOf(rules);
    owners = List.copyOf(owners);
    approvals = List.copyOf(approvals);
    notes = List.copyOf(notes);
  }

  /// What is done to an object.
  public enum Change {
    ADDED("added"),
    CHANGED("changed"),
    REMOVED("removed");

    private final String word;

    Change(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// What becomes of an object.
  ///
  /// @param object what people call it, such as `wagon dimuon/mass`
  /// @param path its file
  /// @param fields of its spec; of an object that is new, those that are not as by default
  /// @param fieldCount how many there are
  /// @param defaults all other fields of an object that is new
  public record ObjectChange(
      String object,
      String path,
      Change change,
      List<FieldChange> fields,
      int fieldCount,
      List<FieldChange> defaults) {
    /// How many fields of one object are listed.
    public static final int MOST_FIELDS = 50;

    public ObjectChange {
      fields = List.copyOf(fields);
      defaults = List.copyOf(defaults);
    }

    /// The same with one more field.
    public ObjectChange and(FieldChange more) {
      List<FieldChange> all = new ArrayList<>(List.of(more));
      all.addAll(fields);
      return new ObjectChange(object, path, change, all, fieldCount + 1, defaults);
    }
  }

  /// What becomes of a field.
  ///
  /// @param field its path in the spec, such as `resources.memory`
  /// @param before empty if there was none
  /// @param after empty if there is none
  public record FieldChange(String field, String before, String after) {}

  /// What becomes of a train, in a word.
  public enum Effect {
    /// It starts, as soon as its wagons have passed their tests.
    STARTS("starts"),
    /// It has run, and runs again.
    RUNS_AGAIN("runs again"),
    /// It would not start, and a person has to act.
    BLOCKED("is blocked"),
    /// It waits for something that comes by itself, or is held.
    WAITS("waits"),
    /// Its file goes: what of it runs is ended.
    CANCELLED("is cancelled"),
    /// It has run over other files than its dataset would hold.
    INCOMPLETE("does not fit its dataset any more"),
    /// It runs or has run, and does not follow the change.
    KEEPS("keeps what it has");

    private final String word;

    Effect(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// What becomes of a train.
  ///
  /// @param reason why, and what a person can do if anything
  /// @param wagons that it would carry, with why or in which state
  /// @param wagonCount how many there are
  /// @param cost of what would run
  public record TrainForecast(
      String name,
      Effect effect,
      String reason,
      String dataset,
      String scope,
      List<Passenger> wagons,
      int wagonCount,
      Cost cost) {
    public TrainForecast {
      wagons = List.copyOf(wagons);
    }
  }

  /// A wagon that a train would carry.
  ///
  /// @param why it rides or does not, and what its test says
  public record Passenger(WagonRef wagon, String why) {}

  /// What becomes of a test, in a word.
  public enum Outcome {
    /// There was a valid result before: nothing is tested again.
    REUSED("reused"),
    /// It was tested for this pull request.
    DONE("done"),
    /// It is being made.
    RUNNING("running"),
    /// It is made next.
    TO_DO("to be made"),
    /// It is done as soon as the pull request is trusted.
    HELD("held"),
    /// It cannot be done.
    IMPOSSIBLE("impossible");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// What becomes of a test.
  ///
  /// @param subject what is tested, such as `test of wagon dimuon/mass on doublemuon`
  /// @param said what the result or hindrance is
  /// @param expected for the whole dataset, once measured
  public record TestForecast(
      String subject, Outcome outcome, String said, @Nullable Cost expected) {}

  /// What work costs; what is not known is zero and [#isWhole] is false.
  ///
  /// @param measured how many of the wagons were measured
  /// @param of how many wagons there are
  /// @param memory of one job, in bytes
  /// @param output in bytes
  /// @param longestJob wall time of one job
  /// @param carbon grams of CO2 equivalent; null if the yard has no factor
  public record Cost(
      int runs,
      int files,
      long bytes,
      int jobs,
      int measured,
      int of,
      Duration cpu,
      long memory,
      long output,
      Duration longestJob,
      @Nullable Double carbon) {
    public static final Cost NONE =
        new Cost(0, 0, 0, 0, 0, 0, Duration.ZERO, 0, 0, Duration.ZERO, null);

    /// Whether all wagons were measured.
    public boolean isWhole() {
      return measured == of;
    }

    /// Both: memory and the longest job as the larger of the two.
    public Cost plus(Cost more) {
      return new Cost(
          runs + more.runs,
          files + more.files,
          bytes + more.bytes,
          jobs + more.jobs,
          measured + more.measured,
          of + more.of,
          cpu.plus(more.cpu),
          Math.max(memory, more.memory),
          output + more.output,
          longestJob.compareTo(more.longestJob) > 0 ? longestJob : more.longestJob,
          sum(carbon, more.carbon));
    }

    private static @Nullable Double sum(@Nullable Double a, @Nullable Double b) {
      if (a == null || b == null) {
        return a == null ? b : a;
      }
      return a + b;
    }
  }
}
