package dev.trainyard.model.status;

/// How many jobs of a train are in each state; together they are all jobs.
public record JobCounts(int waiting, int running, int done, int failed, int lost) {
  public static final JobCounts NONE = new JobCounts(0, 0, 0, 0, 0);

  /// The same when the train is over: what was not done then never will be.
  public JobCounts ended() {
    return new JobCounts(0, 0, done, failed + waiting + running, lost);
  }

  public int total() {
    return waiting + running + done + failed + lost;
  }
}
