package dev.trainyard.engine.slurm;

import java.util.Set;

/// What Slurm says of a task.
sealed interface Word {
  /// Reasons to wait that no other job's end removes.
  Set<String> NEVER =
      Set.of(
          "BadConstraints",
          "PartitionConfig",
          "PartitionNodeLimit",
          "PartitionTimeLimit",
          "JobHoldMaxRequeue",
          "launch failed requeued held");

  /// Reasons to wait until somebody lets it go.
  Set<String> HELD = Set.of("JobHeldUser", "JobHeldAdmin");

  /// It has not started, or is to start again.
  record Waits() implements Word {}

  /// Somebody keeps it from starting.
  record Held() implements Word {}

  /// It has processes, or had some that are still being ended.
  record Runs() implements Word {}

  /// It ended by itself, whatever its exit code was: its own record tells.
  record Ended(String word) implements Word {}

  /// Somebody cancelled it.
  record Cancelled() implements Word {}

  /// It was ended from outside and does not run again.
  record Lost(String why) implements Word {}

  /// It waits for what never comes, unless somebody mends Slurm's settings.
  record Stuck(String reason) implements Word {}

  /// A word that we do not know.
  record Strange(String word) implements Word {}

  /// Understands a state in its long form, as `squeue` and `sacct` print it.
  ///
  /// @param detail what Slurm adds to it
  static Word of(String state, String detail) {
    if (state.equals("PENDING") && NEVER.contains(detail)) {
      return new Stuck(detail);
    }
    if (state.equals("PENDING") && HELD.contains(detail)) {
      return new Held();
    }
    return switch (state) {
      case "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD" ->
          new Waits();
      case "SPECIAL_EXIT", "POWER_UP_NODE" -> new Waits();
      case "RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING", "STAGE_OUT", "RESIZING" ->
          new Runs();
      case "COMPLETED", "FAILED" -> new Ended(state + noted(detail));
      case "CANCELLED" -> new Cancelled();
      case "TIMEOUT" -> new Lost("it was over its time limit");
      case "DEADLINE" -> new Lost("it was past its deadline");
      case "OUT_OF_MEMORY" -> new Lost("it used more memory than was asked for");
      case "NODE_FAIL", "LAUNCH_FAILED" -> new Lost("its node was lost");
      case "BOOT_FAIL" -> new Lost("its node could not be started");
      case "PREEMPTED" -> new Lost("its node was needed for other work");
      case "REVOKED" -> new Lost("it was moved to another cluster");
      default -> new Strange(state);
    };
  }

  private static String noted(String detail) {
    return detail.isEmpty() || detail.equals("None") ? "" : " (" + detail + ")";
  }
}
