package dev.trainyard.engine.slurm;

import dev.trainyard.engine.Part;
import dev.trainyard.engine.TaskBoard.Section;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The tasks of one part as they were seen last. A task's own record decides how it ended; Slurm's
/// word counts where there is none.
final class PartWatch {
  private static final TaskState WAITING = new TaskState.Waiting();
  private static final TaskState RUNNING = new TaskState.Running();
  private static final String CANCELLED = "it was cancelled outside of Trainyard";

  private final Section tasks;
  private final SlurmLedger ledger;
  private final Map<Integer, Instant> missing = new HashMap<>();
  private @Nullable Refusal refusal;
  private boolean released;
  private boolean knowsLosses;
  private OptionalLong job = OptionalLong.empty();

  PartWatch(Section tasks, SlurmLedger ledger) {
    this.tasks = tasks;
    this.ledger = ledger;
  }

  Part part() {
    return tasks.part();
  }

  OptionalLong job() {
    return job;
  }

  void runAs(long id) {
    job = OptionalLong.of(id);
    tasks.setOpen(WAITING);
  }

  /// What Slurm does not do.
  ///
  /// @param until it is not asked again before that
  private record Refusal(Standing standing, String why, Instant until) {}

  /// Slurm does not treat its array like this; it may later.
  void refused(Standing standing, String why, Instant until) {
    refusal = new Refusal(standing, why, until);
  }

  /// Whether it was refused so lately that it is not asked again.
  boolean isRefused(Standing standing, Instant now) {
    return refusal != null && refusal.standing().equals(standing) && now.isBefore(refusal.until());
  }

  /// What of a standing Slurm does not do for it; empty if nothing.
  String reserve(Standing standing) {
    return refusal != null && refusal.standing().equals(standing) && !isOver() ? refusal.why() : "";
  }

  /// Slurm does for it what was asked.
  void agreed() {
    refusal = null;
  }

  /// Slurm was told to let its array go, or to hold it.
  void released(boolean now) {
    released = now;
  }

  /// Whether Slurm was told to let its array go, and shows that it has: all that is not over is
  /// there, and nothing of it is held.
  boolean isFree(Map<Integer, Word> words) {
    return released
        && !words.containsValue(new Word.Held())
        && IntStream.range(0, tasks.size())
            .allMatch(place -> tasks.isOver(place) || words.containsKey(place));
  }

  boolean isOver() {
    return tasks.isOver();
  }

  /// How a look is taken.
  ///
  /// @param now by a clock that nobody sets
  /// @param grace after which what is missing is lost
  /// @param history what Slurm says of the part's tasks that are missing, asked once at most
  record Look(boolean cancelled, Instant now, Duration grace, History history) {}

  /// What Slurm's accounts say.
  @FunctionalInterface
  interface History {
    Map<Integer, Word> ask();
  }

  /// Takes over what Slurm said, and after that what the tasks left.
  ///
  /// @param words by place; what is not there is not known to Slurm
  void see(Map<Integer, Word> words, Look look) throws IOException {
    takeEnds();
    Map<Integer, String> lost = new TreeMap<>();
    List<Integer> late = new ArrayList<>();
    for (int place = 0; place < tasks.size(); place++) {
      if (tasks.isOver(place)) {
        continue;
      }
      Word word = words.get(place);
      if (word != null && isClear(word, look)) {
        missing.remove(place);
        follow(place, word, look, lost);
      } else if (isLate(place, look)) {
        late.add(place);
      }
    }
    if (!late.isEmpty()) {
      giveUp(late, words, look, lost);
    }
    lose(lost);
  }

  /// Says of all tasks that are not over that they are cancelled: none of them was ever started.
  void cancelAll() {
    tasks.setOpen(new TaskState.Cancelled());
  }

  /// Says of all tasks that are not over that Slurm does not have them yet.
  void isNotTaken(String why) {
    tasks.setOpen(new TaskState.Unknown("it is not with Slurm yet: " + why));
  }

  /// Says of all tasks that are not over that Slurm does not take them until somebody mends that.
  void isHindered(String why) {
    tasks.setOpen(new TaskState.Stuck(why));
  }

  /// Says of all tasks that are not over that they are lost.
  void loseAll(String why) throws IOException {
    Map<Integer, String> lost = new TreeMap<>();
    for (int place = 0; place < tasks.size(); place++) {
      lost.put(place, why);
    }
    lose(lost);
  }

  /// Has tasks be lost for good, unless they have ended after all.
  ///
  /// @param lost why, by place
  private void lose(Map<Integer, String> lost) throws IOException {
    if (!lost.isEmpty()) {
      takeEnds();
      lost.keySet().removeIf(place -> tasks.isOver(place));
      ledger.lose(part(), lost);
      lost.forEach((place, why) -> tasks.set(place, new TaskState.Lost(why)));
    }
  }

  /// Whether a word tells enough; of a task that ended, its record may still come to sight.
  private static boolean isClear(Word word, Look look) {
    return !(word instanceof Word.Ended) || look.cancelled();
  }

  private void follow(int place, Word word, Look look, Map<Integer, String> lost) {
    switch (word) {
      case Word.Waits(), Word.Held() -> tasks.set(place, WAITING);
      case Word.Runs() -> tasks.set(place, RUNNING);
      case Word.Strange(String unknown) -> tasks.set(place, new TaskState.Unknown(unknown));
      case Word.Lost(String why) -> lost.put(place, why);
      case Word.Stuck(String reason) when !look.cancelled() ->
          lost.put(place, "Slurm would never run it (" + reason + ")");
      case Word.Stuck(_) -> tasks.set(place, WAITING);
      case Word.Ended(_), Word.Cancelled() when look.cancelled() ->
          tasks.set(place, new TaskState.Cancelled());
      case Word.Ended(_), Word.Cancelled() -> lost.put(place, CANCELLED);
    }
  }

  private void giveUp(
      List<Integer> late, Map<Integer, Word> words, Look look, Map<Integer, String> lost) {
    Map<Integer, Word> history =
        look.cancelled() || words.keySet().containsAll(late) ? Map.of() : look.history().ask();
    for (int place : late) {
      if (look.cancelled()) {
        tasks.set(place, new TaskState.Cancelled());
      } else {
        lost.put(place, why(words.getOrDefault(place, history.get(place))));
      }
    }
  }

  private static String why(@Nullable Word word) {
    return switch (word) {
      case null -> "Slurm does not know it any more";
      case Word.Ended(String said) -> "Slurm says %s, but it left no exit code".formatted(said);
      case Word.Lost(String why) -> why;
      case Word.Cancelled() -> CANCELLED;
      case Word.Waits(), Word.Held(), Word.Runs(), Word.Stuck(_), Word.Strange(_) ->
          "Slurm has it in its accounts, but not in its queue";
    };
  }

  private boolean isLate(int place, Look look) {
    Instant since = missing.computeIfAbsent(place, _ -> look.now());
    return look.now().isAfter(since.plus(look.grace()));
  }

  private void takeEnds() throws IOException {
    if (!knowsLosses) {
      ledger.losses(part()).forEach((place, why) -> tasks.set(place, new TaskState.Lost(why)));
      knowsLosses = true;
    }
    ledger.ends(part(), place -> !tasks.isOver(place)).forEach(tasks::set);
  }
}
