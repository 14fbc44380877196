package dev.trainyard.engine.slurm;

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

  List<String> words(TaskArray array, Part part) {
    TaskNeeds needs = array.needs();
    List<String> words = new ArrayList<>(requests.options());
    words.add("--parsable");
    words.add("--job-name=" + part);
    words.add("--comment=" + comment(array, part));
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
    int nice = Math.max(0, requests.nice() - array.priority());
    if (nice > 0) {
      words.add("--nice=" + nice);
    }
    words.add(ledger.script().toString());
    words.add(ledger.folder(part).toString());
    words.addAll(array.command());
    return words;
  }

  /// By what an array is known for ours, whatever its id is.
  String comment(TaskArray array, Part part) {
    return ledger.prefix() + part + " " + array.digest().abbreviated();
  }

  /// The submission's throttle, shared out among its parts.
  private String throttle(TaskArray array, Part part) {
    if (requests.throttle() == 0) {
      return "";
    }
    long share = (long) requests.throttle() * part.size() / array.indexes().size();
    return "%" + Math.max(1, share);
  }

  private static long minute() {
    return Duration.ofMinutes(1).toMillis();
  }

  private static long ceil(long amount, long unit) {
    return Math.ceilDiv(amount, unit);
  }
}
