package dev.trainyard.engine.slurm;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.model.work.Standing;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// Has Slurm treat the array of a part as its submission stands. What was told for an array is
/// written down: a hold before it is told, since only our own is taken back; its end when Slurm
/// shows it, since an array that was out of sight may come back as it was; and all else after it is
/// told.
final class ArrayStanding {
  /// What Slurm has refused is asked again after that: the reason may have gone.
  private static final Duration AGAIN = Duration.ofMinutes(5);

  private final SlurmLedger ledger;
  private final SlurmCommands commands;
  private final ArrayRequest request;
  private final InstantSource steady;

  /// @param steady a clock that nobody sets
  ArrayStanding(
      SlurmLedger ledger, SlurmCommands commands, ArrayRequest request, InstantSource steady) {
    this.ledger = ledger;
    this.commands = commands;
    this.request = request;
    this.steady = steady;
  }

  /// Tells Slurm what it was not told yet, or what it has forgotten.
  ///
  /// @param words what it says of the tasks
  void see(Submission submission, PartWatch watch, Map<Integer, Word> words) throws IOException {
    Standing wanted = submission.standing();
    if (watch.isOver() || watch.job().isEmpty() || watch.isRefused(wanted, steady.instant())) {
      return;
    }
    Standing told = ledger.standing(watch.part(), Standing.going(submission.array().priority()));
    if (told.equals(wanted) && !(wanted.isHeld() && words.containsValue(new Word.Waits()))) {
      return;
    }
    try {
      tell(watch, told, wanted, words);
      watch.agreed();
    } catch (RefusedArrayException e) {
      watch.refused(wanted, String.valueOf(e.getMessage()), steady.instant().plus(AGAIN));
    }
  }

  private void tell(PartWatch watch, Standing told, Standing wanted, Map<Integer, Word> words)
      throws IOException, RefusedArrayException {
    long job = watch.job().orElseThrow();
    if (wanted.isHeld()) {
      ledger.keepStanding(watch.part(), Standing.held(told.priority()));
      watch.released(false);
      if (words.containsValue(new Word.Waits())) {
        commands.hold(job);
      }
    } else if (told.isHeld() && !watch.isFree(words)) {
      commands.release(job);
      watch.released(true);
      return;
    }
    if (told.priority() != wanted.priority()) {
      reorder(job, told, wanted, words);
    }
    ledger.keepStanding(watch.part(), wanted);
  }

  private void reorder(long job, Standing told, Standing wanted, Map<Integer, Word> words)
      throws EngineUnreachableException, RefusedArrayException {
    int nice = request.nice(wanted.priority());
    boolean waits = words.containsValue(new Word.Waits()) || words.containsValue(new Word.Held());
    if (waits && nice != request.nice(told.priority())) {
      commands.beNice(job, nice);
    }
  }
}
