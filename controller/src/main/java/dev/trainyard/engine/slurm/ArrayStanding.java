package dev.trainyard.engine.slurm;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.model.work.Standing;
import java.io.IOException;
import java.util.Map;

/// Has Slurm treat the array of a part as its submission stands. What was told for an array is
/// written down: a hold before it is told, since only our own is taken back, and all else after it.
final class ArrayStanding {
  private final SlurmLedger ledger;
  private final SlurmCommands commands;
  private final ArrayRequest request;

  ArrayStanding(SlurmLedger ledger, SlurmCommands commands, ArrayRequest request) {
    this.ledger = ledger;
    this.commands = commands;
    this.request = request;
  }

  /// Tells Slurm what it was not told yet, or what it has forgotten.
  ///
  /// @param words what it says of the tasks
  void see(Submission submission, PartWatch watch, Map<Integer, Word> words) throws IOException {
    Standing wanted = submission.standing();
    if (watch.isOver() || watch.job().isEmpty() || watch.isRefused(wanted)) {
      return;
    }
    Standing told = ledger.standing(watch.part(), Standing.going(submission.array().priority()));
    if (told.equals(wanted) && !(wanted.isHeld() && words.containsValue(new Word.Waits()))) {
      return;
    }
    try {
      tell(watch, told, wanted, words);
    } catch (RefusedArrayException e) {
      watch.refused(wanted, String.valueOf(e.getMessage()));
    }
  }

  private void tell(PartWatch watch, Standing told, Standing wanted, Map<Integer, Word> words)
      throws IOException, RefusedArrayException {
    long job = watch.job().orElseThrow();
    if (wanted.isHeld()) {
      ledger.keepStanding(watch.part(), Standing.held(told.priority()));
      if (words.containsValue(new Word.Waits())) {
        commands.hold(job);
      }
    } else if (told.isHeld() && words.containsValue(new Word.Held())) {
      commands.release(job);
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
