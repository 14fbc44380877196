package dev.trainyard.job;

import dev.trainyard.job.Program.Limits;
import dev.trainyard.model.ByteSize;
import dev.trainyard.model.Durations;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.ResourceUsage;

/// How a program's end is told to people.
final class EndMessage {
  private EndMessage() {}

  /// What to say of an end; nothing where others say it.
  ///
  /// @param signal that ended it, or 0
  static String of(ExitCause cause, Limits limits, int signal, ResourceUsage usage) {
    return switch (cause) {
      case OVER_TIME -> "it ran longer than " + Durations.format(limits.time());
      case OVER_MEMORY ->
          "it used more than "
              + limits.memory()
              + " of memory ("
              + new ByteSize(usage.pssMax()).forPeople()
              + " when last measured)";
      case LOG_TOO_LARGE -> "it wrote more than " + limits.log() + " of log";
      case SIGNAL -> "it was killed by " + signalName(signal);
      case NOT_STARTED -> "it could not be started, see the first line of its log";
      case NOT_CONFINED -> "it could not be confined, see the first line of its log";
      case CANCELLED -> "it was cancelled";
      case INPUT_BAD -> "it was ended because its input broke off";
      case SUCCEEDED,
          OVER_DISK,
          EXIT_CODE,
          OUTPUT_MISSING,
          LOG_PATTERN,
          DEPENDENCY_FAILED,
          STAGING_FAILED,
          MERGE_FAILED,
          PART_BAD,
          STORE_FAILED,
          STORE_FULL,
          LOST ->
          "";
    };
  }

  /// A signal as people know it.
  static String signalName(int signal) {
    return switch (signal) {
      case 4 -> "SIGILL (illegal instruction)";
      case 6 -> "SIGABRT (it aborted)";
      case 7 -> "SIGBUS (bad memory access)";
      case 8 -> "SIGFPE (arithmetic error)";
      case 9 -> "SIGKILL, which Trainyard did not send";
      case 11 -> "SIGSEGV (segmentation fault)";
      case 25 -> "SIGXFSZ (a file grew too large)";
      case 15 -> "SIGTERM, which Trainyard did not send";
      default -> "signal " + signal;
    };
  }
}
