package dev.trainyard.model.status;

/// How a stage of a pipeline stands; of all its stages, the pipeline itself is what comes first
/// here.
public enum StagePhase {
  /// A train of it failed or was cancelled: a person must act.
  FAILED("Failed"),
  /// A train of it waits for a person.
  BLOCKED("Blocked"),
  /// A person must look at what it would start with.
  NEEDS_APPROVAL("NeedsApproval"),
  /// Its trains are on their way.
  RUNNING("Running"),
  /// Held by `suspend`.
  HELD("Held"),
  /// It has succeeded, and what it was made of has changed since.
  STALE("Stale"),
  /// A stage that it needs has not succeeded, or is to be redone.
  WAITING("Waiting"),
  SUCCEEDED("Succeeded");

  private final String word;

  StagePhase(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
