package dev.trainyard.model.work;

/// Why a wagon or a job ended; the retry policy follows it.
public enum ExitCause {
  SUCCEEDED("Succeeded", Blame.NOBODY),
  /// The program ended with a code that is not one of success.
  EXIT_CODE("ExitCode", Blame.WAGON),
  /// The program was killed by a signal that we did not send.
  SIGNAL("Signal", Blame.WAGON),
  /// The program could not be started.
  NOT_STARTED("NotStarted", Blame.WAGON),
  /// The program has to run confined, and the machine cannot do that.
  NOT_CONFINED("NotConfined", Blame.INFRASTRUCTURE),
  /// A declared output is missing, or is not a plain file in the output folder.
  OUTPUT_MISSING("OutputMissing", Blame.WAGON),
  /// The log holds a text that means failure.
  LOG_PATTERN("LogPattern", Blame.WAGON),
  /// The log grew over its limit.
  LOG_TOO_LARGE("LogTooLarge", Blame.WAGON),
  OVER_MEMORY("OverMemory", Blame.RESOURCES),
  /// A confined program kept more on the disk than it may, or a flood of files.
  OVER_DISK("OverDisk", Blame.WAGON),
  OVER_TIME("OverTime", Blame.RESOURCES),
  /// A wagon that this one depends on failed.
  DEPENDENCY_FAILED("DependencyFailed", Blame.NOBODY),
  /// An input file is gone, or is not what the listing says it is.
  INPUT_BAD("InputBad", Blame.INPUT),
  /// An input could not be fetched.
  STAGING_FAILED("StagingFailed", Blame.INFRASTRUCTURE),
  /// The outputs of the jobs do not fit together, or the wagon's merge program failed.
  MERGE_FAILED("MergeFailed", Blame.WAGON),
  /// The output of a job is gone from the store, or is not what the job committed.
  PART_BAD("PartBad", Blame.INFRASTRUCTURE),
  /// The result could not be written.
  STORE_FAILED("StoreFailed", Blame.INFRASTRUCTURE),
  /// There was too little room in the store, at the start or when something failed.
  STORE_FULL("StoreFull", Blame.STORE),
  /// The job ended without leaving a result.
  LOST("Lost", Blame.INFRASTRUCTURE),
  CANCELLED("Cancelled", Blame.NOBODY);

  private final String word;
  private final Blame blame;

  ExitCause(String word, Blame blame) {
    this.word = word;
    this.blame = blame;
  }

  /// Whose fault it is.
  public Blame blame() {
    return blame;
  }

  @Override
  public String toString() {
    return word;
  }

  /// Who has to act, which decides how often a job is tried again.
  public enum Blame {
    NOBODY,
    WAGON,
    RESOURCES,
    INPUT,
    INFRASTRUCTURE,
    /// Somebody has to make room: it costs nothing to try again until then.
    STORE;

    /// Whether whatever the wagons of the job made of it says nothing of them.
    public boolean excusesWagons() {
      return this == INPUT || this == STORE;
    }
  }
}
