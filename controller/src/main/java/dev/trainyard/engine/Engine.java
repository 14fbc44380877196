package dev.trainyard.engine;

import dev.trainyard.model.work.EngineView;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.time.Duration;

/// What runs tasks. It outlives the process that submits to it: a submission that was accepted can
/// be found by its name by a process that knows nothing else.
///
/// A task may be started again, on another machine, when the first one was lost or needed for
/// something else; what it leaves must bear that. But once it is seen as over it stays as it was
/// seen, and no further run of it begins.
///
/// All methods may be called from any thread.
public interface Engine {
  /// Accepts the tasks, or finds that a submission of this name was accepted before; then nothing
  /// changes, and the answer tells whether it was the same.
  ///
  /// @throws EngineUnreachableException if it could not be asked; it may have been accepted, and
  ///   asking again is safe
  SubmitAnswer submit(TaskArray array) throws EngineUnreachableException;

  /// All submissions in one listing. An engine that cannot be asked says so in its answer.
  EngineView observe();

  /// Ends all tasks of a submission that are not over, with all their processes. They are seen as
  /// cancelled once no process is left. A submission that is not known, or over, stays as it is.
  ///
  /// @throws EngineUnreachableException if it could not be asked; asking again is safe
  void cancel(SubmissionName name) throws EngineUnreachableException;

  /// Has a submission stand like this from now on, also what of it begins later: when this returns,
  /// that is written down, and [#observe] tells it. What of it the engine cannot do it says there
  /// too. A submission that is not known, or over, stays as it is.
  ///
  /// @throws EngineUnreachableException if it could not be asked; asking again is safe
  void steer(SubmissionName name, Standing standing) throws EngineUnreachableException;

  /// The end of what a task wrote to its standard output and error, at most [#LOG_BYTES]; empty if
  /// there is nothing. It is the task's own text: clean it before showing it.
  ///
  /// @throws EngineUnreachableException if it could not be asked
  String logs(SubmissionName name, int index) throws EngineUnreachableException;

  /// Waits until a task is over that was not when this method returned `seen`, and returns how many
  /// such changes there were, or the same number when the time is up. Start with 0; call it before
  /// [#observe], so that no change is missed.
  long awaitChange(long seen, Duration atMost) throws InterruptedException;

  /// The most that [#logs] returns.
  int LOG_BYTES = 64 * 1024;
}
