package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.Part;
import dev.trainyard.model.Digest;
import dev.trainyard.model.work.Standing;
import dev.trainyard.model.work.SubmissionName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names, labels and annotations by which the cluster knows our objects.
final class Words {
  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String TRAINYARD = "trainyard";
  static final String INSTANCE = "app.kubernetes.io/instance";
  static final String COMPONENT = "app.kubernetes.io/component";
  static final String SUBMISSION = "trainyard.dev/submission";
  static final String PART = "trainyard.dev/part";
  static final String PURPOSE = "trainyard.dev/purpose";
  static final String RECORD = "trainyard.dev/record";

  /// On a record: its outcome is written down.
  static final String OVER = "trainyard.dev/over";

  /// What Kubernetes says of a pod.
  static final String JOB_NAME = "batch.kubernetes.io/job-name";

  static final String INDEX = "batch.kubernetes.io/job-completion-index";

  static final String QUEUE = "kueue.x-k8s.io/queue-name";
  static final String QUEUE_PRIORITY = "kueue.x-k8s.io/priority-class";

  /// Annotations.
  static final String DIGEST = "trainyard.dev/digest";

  static final String ACCEPTED = "trainyard.dev/accepted";
  static final String CANCELLED = "trainyard.dev/cancelled";
  static final String RELEASED = "trainyard.dev/released";
  static final String STANDING = "trainyard.dev/standing";

  /// On a Job: it was told to begin no more tasks.
  static final String HELD = "trainyard.dev/held";

  static final String ENDS = "trainyard.dev/ends";

  /// Conditions that this engine gives to pods that cannot start.
  static final String TASK_CANNOT_START = "trainyard.dev/TaskCannotStart";

  /// Given to pods that have not begun and are taken away: that is no failure of theirs.
  static final String HELD_BACK = "trainyard.dev/HeldBack";

  static final String JOB_CANNOT_START = "trainyard.dev/JobCannotStart";

  /// The container of a task.
  static final String TASK = "task";

  /// The container that brings Trainyard.
  static final String ARRIVAL = "runtime";

  /// Exit codes of `task.sh`.
  static final int ENDED_BY_CLUSTER = 213;

  static final int OVER_TIME = 214;

  static final int OVER_DISK = 215;

  /// So that with a part's number and an index it is a host name still.
  private static final int LONGEST = 44;

  private static final int READABLE = 31;

  private static final Pattern STANDING_TEXT = Pattern.compile("(held|goes) (-?\\d{1,7})");

  private Words() {}

  /// The name of a part's Job.
  static String job(Part part) {
    return base(part.name()) + "-" + part.number();
  }

  /// The ConfigMap without which no task of a submission starts.
  static String gate(SubmissionName name) {
    return base(name) + "-go";
  }

  /// A standing in an annotation, such as `held 10`.
  static String text(Standing standing) {
    return (standing.isHeld() ? "held " : "goes ") + standing.priority();
  }

  /// What that text says; nothing if it says something else.
  static Optional<Standing> standing(String text) {
    Matcher words = STANDING_TEXT.matcher(text);
    if (!words.matches()) {
      return Optional.empty();
    }
    int priority = Integer.parseInt(words.group(2));
    return Optional.of(
        words.group(1).equals("held") ? Standing.held(priority) : Standing.going(priority));
  }

  /// What the names of a submission's objects begin with.
  static String base(SubmissionName name) {
    String all = name.value();
    if (all.length() <= LONGEST) {
      return all;
    }
    String digest = Digest.of(all.getBytes(StandardCharsets.UTF_8)).abbreviated();
    return all.substring(0, READABLE) + "-" + digest;
  }
}
