package dev.trainyard.engine.slurm;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.Farm;
import dev.trainyard.engine.LogEnd;
import dev.trainyard.engine.Part;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.SubmitAnswer;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import dev.trainyard.model.work.TaskArray;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Slurm cluster, and the ledger of what was submitted to it.
final class SlurmFarm implements Farm<Submission> {
  private final SlurmSettings settings;
  private final InstantSource clock;
  private final SlurmLedger ledger;
  private final SlurmCommands commands;
  private final Caretaker caretaker;
  private boolean read;

  /// @param steady a clock that nobody sets
  SlurmFarm(SlurmSettings settings, InstantSource clock, InstantSource steady, SlurmLedger ledger) {
    this.settings = settings;
    this.clock = clock;
    this.ledger = ledger;
    this.commands = new SlurmCommands(settings, steady);
    this.caretaker = new Caretaker(ledger, commands, settings, clock, steady);
  }

  @Override
  public String name() {
    return "Slurm";
  }

  /// The ledger is one engine's, so it is read once.
  @Override
  public void ask(Map<SubmissionName, Submission> known) throws IOException {
    if (!ledger.isThere()) {
      throw new EngineUnreachableException(
          "the ledger "
              + settings.folder()
              + " is gone, or another one is in its place: is its file system mounted?");
    }
    if (!read) {
      for (Acceptance acceptance : ledger.submissions()) {
        known.put(acceptance.array().name(), takeUp(acceptance));
      }
      read = true;
    }
  }

  private Submission takeUp(Acceptance acceptance) throws IOException {
    TaskArray array = acceptance.array();
    Optional<SubmissionOutcome> outcome = ledger.outcome(array.name());
    if (outcome.isPresent()) {
      return new Submission(acceptance, outcome.get());
    }
    Submission submission = new Submission(acceptance, ledger.standing(array), ledger);
    if (ledger.isCancelled(array.name())) {
      submission.cancel();
    }
    return submission;
  }

  /// Writes it down first, so that whatever happens then it is known.
  @Override
  public SubmitAnswer take(TaskArray array, Map<SubmissionName, Submission> known)
      throws IOException {
    int most = Math.min(settings.requests().arraySize(), commands.mostTasks());
    Acceptance asked = new Acceptance(clock.instant(), Math.max(1, most), array);
    Acceptance kept = ledger.accept(asked);
    Submission submission = takeUp(kept);
    known.put(array.name(), submission);
    if (!kept.equals(asked)) {
      return SubmitAnswer.toKnown(kept.array(), array);
    }
    boolean begun = false;
    try {
      for (PartWatch part : submission.watches()) {
        if (caretaker.hasRoom(submission, part)) {
          caretaker.submitNow(submission, part);
          begun = true;
        }
      }
    } catch (RefusedArrayException e) {
      if (!begun) {
        known.remove(array.name());
        ledger.forget(array.name());
        return new SubmitAnswer.Refused(String.valueOf(e.getMessage()));
      }
      // The next look finds that again, and says so of these tasks.
    }
    return new SubmitAnswer.Accepted();
  }

  @Override
  public void look(List<Submission> open) throws IOException {
    caretaker.look(open);
  }

  @Override
  public void cancel(Submission submission) throws IOException {
    ledger.keepCancelled(submission.name());
    submission.cancel();
    caretaker.cancel(submission);
  }

  @Override
  public void keep(Submission submission, Standing standing) throws IOException {
    ledger.keepStanding(submission.name(), standing);
  }

  @Override
  public String log(Part part, int place) throws EngineUnreachableException {
    return LogEnd.of(ledger.log(part, place));
  }

  /// Slurm forgets arrays by itself.
  @Override
  public void tidy(Submission submission, Instant now) {}

  @Override
  public void forget(Submission submission) throws IOException {
    ledger.forget(submission.name());
  }

  @Override
  public void close() throws IOException {
    ledger.close();
  }
}
