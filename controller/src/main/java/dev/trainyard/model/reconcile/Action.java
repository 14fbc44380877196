package dev.trainyard.model.reconcile;

import dev.trainyard.model.work.MergeOrder;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskNeeds;
import dev.trainyard.model.work.WorkOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing to do to the world. Doing it twice has the effect of doing it once.
public sealed interface Action {
  /// What it is done for, such as `train dimuon-2010`.
  String subject();

  /// What it fails and succeeds as: what cannot be begun for a subject can still be ended.
  default String matter() {
    return subject();
  }

  /// Why it is done now, for people.
  String why();

  /// Writes an order to the store, so that later commits do not change it; what is pinned already
  /// stays as it is.
  record Pin(String subject, String why, WorkOrder order) implements Action {}

  /// Pins an order (unless it is pinned already) and submits jobs of it.
  ///
  /// @param allowance factor on the wagons' limits of time and memory
  /// @param without instances that are left out, because the train goes on without them
  record SubmitJobs(
      String subject,
      String why,
      String engine,
      WorkOrder order,
      SubmissionName name,
      List<Integer> indexes,
      double allowance,
      List<String> without,
      TaskNeeds needs,
      int priority)
      implements Action {
    public SubmitJobs {
      indexes = List.copyOf(indexes);
      without = List.copyOf(without);
    }

    /// The same jobs within the wagons' own limits.
    public SubmitJobs modest() {
      return new SubmitJobs(
          subject,
          why,
          engine,
          order,
          name,
          indexes,
          1,
          without,
          needs.dividedBy(allowance),
          priority);
    }
  }

  /// Pins a merge (unless it is pinned already) and submits its tasks.
  ///
  /// @param image that the train's jobs ran in, by its digest; null for the engine's own
  /// @param allowance factor on the limits of wagons' own merge programs
  record SubmitMerge(
      String subject,
      String why,
      String engine,
      MergeOrder merge,
      @Nullable String image,
      SubmissionName name,
      List<Integer> indexes,
      double allowance,
      TaskNeeds needs,
      int priority)
      implements Action {
    public SubmitMerge {
      indexes = List.copyOf(indexes);
    }

    /// The same tasks within the wagons' own limits.
    public SubmitMerge modest() {
      return new SubmitMerge(
          subject,
          why,
          engine,
          merge,
          image,
          name,
          indexes,
          1,
          needs.dividedBy(allowance),
          priority);
    }
  }

  /// Has an engine treat what it has of a submission as its train's file says now.
  record Steer(String subject, String why, String engine, SubmissionName name, Standing standing)
      implements Action {
    /// It does not wait for what else failed for the same subject.
    @Override
    public String matter() {
      return "steering " + subject;
    }
  }

  /// Ends what is left of a submission.
  record Cancel(String subject, String why, String engine, SubmissionName name) implements Action {
    @Override
    public String matter() {
      return matter(subject);
    }

    /// What ending something for a subject fails and succeeds as.
    public static String matter(String subject) {
      return "ending " + subject;
    }
  }
}
