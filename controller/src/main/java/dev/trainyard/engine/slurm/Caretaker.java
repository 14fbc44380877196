package dev.trainyard.engine.slurm;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.Part;
import dev.trainyard.engine.SubmissionOutcome;
import dev.trainyard.engine.slurm.PartWatch.Look;
import dev.trainyard.model.work.Standing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to submissions that are under way, with one listing for all of them:
/// 1. [#find]: which array runs a part, whoever submitted it
/// 2. [#submit]: a part that has none
/// 3. [PartWatch#see]: what became of its tasks
/// 4. [ArrayStanding#see]: Slurm treats it as the submission stands
/// 5. what is cancelled, and what arrived twice, is ended
final class Caretaker {
  private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

  private final SlurmLedger ledger;
  private final SlurmCommands commands;
  private final ArrayRequest request;
  private final ArrayStanding standing;
  private final Duration grace;
  private final InstantSource clock;
  private final InstantSource steady;
  private String trouble = "";

  /// @param steady a clock that nobody sets
  Caretaker(
      SlurmLedger ledger,
      SlurmCommands commands,
      SlurmSettings settings,
      InstantSource clock,
      InstantSource steady) {
    this.ledger = ledger;
    this.commands = commands;
    this.request = new ArrayRequest(ledger, settings.requests());
    this.standing = new ArrayStanding(ledger, commands, request, steady);
    this.grace = settings.times().grace();
    this.clock = clock;
    this.steady = steady;
  }

  /// Looks at all of them. What cannot be ended now is ended at a later look.
  void look(Collection<Submission> open) throws IOException {
    Map<Submission, List<String>> needless = see(open);
    try {
      end(needless);
      trouble = "";
    } catch (EngineUnreachableException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(trouble)) {
        LOG.atWarn().log("Needless jobs are not ended yet: {}", why);
      }
      trouble = why;
    }
  }

  /// Ends what is left of a submission that is marked as cancelled: the arrays that Slurm has under
  /// its comment. An id alone proves nothing: Slurm may have forgotten an array and given its id to
  /// another.
  ///
  /// @throws EngineUnreachableException if Slurm could not be asked to
  void cancel(Submission submission) throws IOException {
    end(see(List.of(submission)));
  }

  /// What has to be ended of their arrays, of those where anything has.
  private Map<Submission, List<String>> see(Collection<Submission> open) throws IOException {
    Queue queue = commands.queue(ledger.prefix());
    Map<Submission, List<String>> all = new LinkedHashMap<>();
    for (Submission submission : open) {
      List<String> needless = see(submission, queue);
      if (needless.isEmpty()) {
        close(submission);
      } else {
        all.put(submission, needless);
      }
    }
    return all;
  }

  /// Nobody looks at a submission again that is closed: that has to wait until this is done.
  private void end(Map<Submission, List<String>> needless) throws EngineUnreachableException {
    commands.cancel(needless.values().stream().flatMap(List::stream).toList());
    needless.keySet().forEach(this::close);
  }

  /// Looks at one, and says what has to be ended of its arrays.
  private List<String> see(Submission submission, Queue queue) throws IOException {
    List<String> needless = new ArrayList<>();
    boolean cancelled = submission.isCancelled();
    Map<PartWatch, Map<Long, Map<Integer, Word>>> all = new LinkedHashMap<>();
    Set<PartWatch> damaged = new HashSet<>();
    for (PartWatch watch : submission.watches()) {
      Map<Long, Map<Integer, Word>> arrays = queue.of(request.comment(submission, watch.part()));
      all.put(watch, arrays);
      if (!watch.isOver() && !find(watch, arrays.keySet())) {
        damaged.add(watch);
      }
    }
    for (PartWatch watch : submission.watches()) {
      Map<Long, Map<Integer, Word>> arrays = all.getOrDefault(watch, Map.of());
      if (damaged.contains(watch)) {
        continue;
      }
      if (!watch.isOver()) {
        look(submission, watch, arrays);
      }
      arrays.forEach((id, words) -> needless.addAll(needless(watch, id, words, cancelled)));
    }
    submission.reserve(
        submission.watches().stream()
            .map(watch -> watch.reserve(submission.standing()))
            .filter(reserve -> !reserve.isEmpty())
            .findFirst()
            .orElse(""));
    return needless;
  }

  private void look(Submission submission, PartWatch watch, Map<Long, Map<Integer, Word>> arrays)
      throws IOException {
    boolean cancelled = submission.isCancelled();
    if (watch.job().isPresent()) {
      long job = watch.job().getAsLong();
      Map<Integer, Word> words = arrays.getOrDefault(job, Map.of());
      watch.see(words, at(submission, job, cancelled));
      if (!cancelled) {
        standing.see(submission, watch, words);
      }
    } else if (cancelled) {
      watch.cancelAll();
    } else if (!submission.standing().isHeld() && hasRoom(submission, watch)) {
      submit(submission, watch);
    }
  }

  /// Whether a part may be submitted now, or has to wait until another is over.
  boolean hasRoom(Submission submission, PartWatch watch) {
    List<Part> underWay =
        submission.watches().stream()
            .filter(other -> other.job().isPresent() && !other.isOver())
            .map(PartWatch::part)
            .toList();
    return request.hasRoom(submission.array(), watch.part(), underWay);
  }

  /// What has to be ended of an array: all of it if it is cancelled or arrived twice, and what
  /// would wait for ever.
  private static List<String> needless(
      PartWatch watch, long id, Map<Integer, Word> words, boolean cancelled) {
    if (cancelled || !watch.job().equals(OptionalLong.of(id))) {
      boolean underWay = words.values().stream().anyMatch(Caretaker::isUnderWay);
      return underWay ? List.of(Long.toString(id)) : List.of();
    }
    return words.entrySet().stream()
        .filter(task -> task.getValue() instanceof Word.Stuck)
        .map(task -> id + "_" + task.getKey())
        .toList();
  }

  private static boolean isUnderWay(Word word) {
    return switch (word) {
      case Word.Waits(), Word.Held(), Word.Runs(), Word.Stuck(_), Word.Strange(_) -> true;
      case Word.Ended(_), Word.Cancelled(), Word.Lost(_) -> false;
    };
  }

  private Look at(Submission submission, long job, boolean cancelled) {
    Duration back = Duration.between(submission.acceptedAt(), clock.instant());
    return new Look(cancelled, steady.instant(), grace, () -> commands.history(job, back));
  }

  /// Finds the array that runs a part: the one that was chosen, or the first that is there.
  ///
  /// @return false if nobody can tell which was chosen: a person has to see to that
  private boolean find(PartWatch watch, Collection<Long> candidates) throws IOException {
    if (watch.job().isPresent()) {
      return true;
    }
    try {
      Optional<Long> chosen = ledger.job(watch.part());
      if (chosen.isEmpty() && !candidates.isEmpty()) {
        chosen = Optional.of(ledger.choose(watch.part(), candidates.iterator().next()));
      }
      chosen.ifPresent(watch::runAs);
      return true;
    } catch (DamagedRecordException e) {
      watch.isHindered(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /// Submits a part that Slurm does not have. One that cannot be submitted does not keep others
  /// from being seen to; it is tried again, more and more rarely.
  private void submit(Submission submission, PartWatch watch) throws IOException {
    if (!submission.mayTry(steady.instant())) {
      return;
    }
    try {
      submitNow(submission, watch);
      submission.succeeded();
    } catch (RefusedArrayException e) {
      watch.loseAll(String.valueOf(e.getMessage()));
    } catch (EngineUnreachableException e) {
      submission.failed(steady.instant());
      LOG.atWarn().log("{} is not submitted yet: {}", watch.part(), e.getMessage());
    }
  }

  /// Submits a part. If another array has come to run it meanwhile, this one is ended.
  ///
  /// @throws EngineUnreachableException if it may have been accepted, or not
  void submitNow(Submission submission, PartWatch watch) throws IOException, RefusedArrayException {
    long id;
    int priority = submission.standing().priority();
    try {
      id = commands.submit(request.words(submission, watch.part(), priority));
    } catch (EngineUnreachableException e) {
      watch.isNotTaken(String.valueOf(e.getMessage()));
      throw e;
    } catch (HinderedArrayException e) {
      watch.isHindered(String.valueOf(e.getMessage()));
      throw new EngineUnreachableException(String.valueOf(e.getMessage()), e);
    }
    if (priority != submission.array().priority()) {
      ledger.keepStanding(watch.part(), Standing.going(priority));
    }
    long chosen = ledger.choose(watch.part(), id);
    watch.runAs(chosen);
    if (chosen != id) {
      LOG.atWarn().addKeyValue("part", watch.part()).log("Submitted twice: array {} is ended", id);
      commands.cancel(List.of(Long.toString(id)));
    }
  }

  private void close(Submission submission) {
    if (submission.open() > 0) {
      return;
    }
    Instant now = clock.instant();
    SubmissionOutcome outcome = submission.outcome(now);
    submission.close(now);
    try {
      ledger.keepOutcome(submission.name(), outcome);
    } catch (IOException e) {
      // The tasks' own files say the same, at the next start.
      LOG.atWarn()
          .addKeyValue("submission", submission.name())
          .setCause(e)
          .log("Outcome cannot be kept");
    }
  }
}
