package dev.trainyard.model.status;

/// How many jobs of a train are in each state; together they are all jobs.
public record JobCounts(int waiting, int running, int done, int failed, int lost) {
  public static final JobCounts NONE = new JobCounts(0, 0, 0, 0, 0);

  public int total() {
    return waiting + running + done + failed + lost;
  }
}
