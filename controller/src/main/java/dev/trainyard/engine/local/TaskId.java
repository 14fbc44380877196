package dev.trainyard.engine.local;

import dev.trainyard.model.work.SubmissionName;

/// One task of one submission.
record TaskId(SubmissionName name, int index) {
  @Override
  public String toString() {
    return name + "/" + index;
  }
}
