package dev.trainyard.engine;

import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Where a [Keeper] has tasks run, and where it writes down what was accepted: a batch system, a
/// cluster. It is asked by one thread at a time, but for [#log].
///
/// What it throws besides [EngineUnreachableException] says that its record cannot be read or
/// written.
///
/// @param <S> a submission as it keeps it
public interface Farm<S extends KeptSubmission<?>> {
  /// As people call it.
  String name();

  /// Sees to it that what is known is what is written down now.
  ///
  /// @param known what is found is added to it
  void ask(Map<SubmissionName, S> known) throws IOException;

  /// Writes a submission down and begins it.
  ///
  /// @param known an accepted one is added to it, also if this fails then
  SubmitAnswer take(TaskArray array, Map<SubmissionName, S> known) throws IOException;

  /// Looks what became of submissions that are under way, and does what is left to do for them.
  void look(List<S> open) throws IOException;

  /// Writes down that a submission is to end, and ends it.
  void cancel(S submission) throws IOException;

  /// Writes down how a submission stands from now on; the next look sees to it.
  void keep(S submission, Standing standing) throws IOException;

  /// The end of what a task wrote.
  String log(Part part, int place) throws EngineUnreachableException;

  /// Has what runs tasks let go of a submission that is over for some time.
  void tidy(S submission, Instant now) throws IOException;

  /// Drops all that is written down of a submission.
  void forget(S submission) throws IOException;

  /// Leaves it to the next engine.
  void close() throws IOException;
}
