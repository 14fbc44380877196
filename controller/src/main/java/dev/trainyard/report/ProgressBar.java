package dev.trainyard.report;

import dev.trainyard.model.status.JobCounts;

/// Progress as block characters: done, running, to go. Full only if everything is done.
final class ProgressBar {
  private static final int WIDTH = 20;

  private ProgressBar() {}

  static String of(JobCounts jobs) {
    int total = jobs.total();
    int done = cells(jobs.done(), total);
    int reached = cells((long) jobs.done() + jobs.running(), total);
    int running = jobs.running() == 0 ? 0 : Math.max(reached - done, done < WIDTH ? 1 : 0);
    return "█".repeat(done) + "▒".repeat(running) + "░".repeat(WIDTH - done - running);
  }

  private static int cells(long part, int total) {
    return total == 0 ? 0 : (int) (part * WIDTH / total);
  }
}
