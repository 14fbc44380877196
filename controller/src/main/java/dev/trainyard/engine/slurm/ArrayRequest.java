package dev.trainyard.engine.slurm;

import dev.trainyard.engine.Part;
import dev.trainyard.engine.slurm.SlurmSettings.Requests;
import dev.trainyard.model.work.TaskArray;
import dev.trainyard.model.work.TaskNeeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The words that submit one part: options, the wrapper, the part's folder and the task's own
/// command. `sbatch` hands them on as they are; no shell sees them.
record ArrayRequest(SlurmLedger ledger, Requests requests) {
  private static final long MEBIBYTE = 1L << 20;

  /// @param priority that it has now
  List<String> words(Submission submission, Part part, int priority) {
    TaskArray array = submission.array();
    TaskNeeds needs = array.needs();
    List<String> words = new ArrayList<>(requests.options());
    words.add("--parsable");
    words.add("--job-name=" + part);
    words.add("--comment=" + comment(submission, part));
    words.add("--array=0-" + (part.size() - 1) + throttle(array, part));
    words.add("--ntasks=1");
    words.add("--cpus-per-task=" + needs.cpus());
    words.add("--mem=" + Math.max(1, ceil(needs.memory().bytes(), MEBIBYTE)) + "M");
    words.add("--time=" + Math.max(1, ceil(needs.time().toMillis(), minute())));
    words.add("--requeue");
    words.add("--export=ALL");
    words.add("--input=/dev/null");
    words.add("--output=" + ledger.folder(part).resolve("log").resolve("%a"));
    words.add("--open-mode=append");
    words.add("--chdir=" + ledger.work(part.name()));
    if (nice(priority) > 0) {
      words.add("--nice=" + nice(priority));
    }
    words.add(ledger.script().toString());
    words.add(ledger.folder(part).toString());
    words.addAll(array.command());
    return words;
  }

  /// What Slurm takes off an array's priority; only its operators may go below 0.
  int nice(int priority) {
    return Math.max(0, requests.nice() - priority);
  }

  /// By what an array is known for ours, whatever its id is.
  String comment(Submission submission, Part part) {
    return ledger.prefix() + part + " " + submission.digest();
  }

  private String throttle(TaskArray array, Part part) {
    return requests.throttle() == 0 ? "" : "%" + share(array, part);
  }

  /// How many of the tasks that may run at a time are a part's.
  private int share(TaskArray array, Part part) {
    long share = (long) requests.throttle() * part.size() / array.indexes().size();
    return (int) Math.max(1, share);
  }

  /// Whether a part may begin beside others, so that no more tasks run at a time than is allowed.
  boolean hasRoom(TaskArray array, Part part, List<Part> underWay) {
    int taken = underWay.stream().mapToInt(other -> share(array, other)).sum();
    return requests.throttle() == 0 || taken + share(array, part) <= requests.throttle();
  }

  private static long minute() {
    return Duration.ofMinutes(1).toMillis();
  }

  private static long ceil(long amount, long unit) {
    return Math.ceilDiv(amount, unit);
  }
}
