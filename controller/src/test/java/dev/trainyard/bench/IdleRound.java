package dev.trainyard.bench;

import com.sun.management.ThreadMXBean;
import dev.trainyard.controller.RoundAtWork;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A round in which nothing has moved, in a yard of 10,000 files, beside `git ls-remote` of what it
/// asks for.
final class IdleRound implements Bench {
  private static final int FILES = 10_000;
  private static final int ROUNDS = 51;
  private static final int WARMING = 300;
  private static final String OURS = "idle round";
  private static final String PEER = "git ls-remote";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public List<Contest> contests(Lab lab) throws Exception {
    Server http = Server.of(lab.folder());
    open.push(http);
    BigYard yard = BigYard.of(lab.folder().resolve("yard.git"), FILES);
    String url = http.url(yard.origin());
    RoundAtWork round = RoundAtWork.settled(url, lab.fresh("work"));
    open.push(round);
    while (round.poll()) {
      // The first ones write what was settled.
    }
    for (int i = 0; i < WARMING; i++) {
      idle(round);
    }
    Program lsRemote =
        Program.of(
            lab.folder(),
            "git",
            "ls-remote",
            url,
            "refs/heads/main",
            "refs/heads/status",
            "refs/tags/*");
    return List.of(
        Contest.counting(
            "nothing has moved in a yard of 10,000 files",
            ROUNDS,
            List.of(
                Subject.of(PEER, () -> lsRemote.run().without(Quantity.MEMORY)),
                Subject.of(OURS, () -> idle(round))),
            Aim.times(OURS, Quantity.WALL, 1, PEER),
            Aim.atMost(OURS, Quantity.ALLOCATED, 1024)));
  }

  private static Figures idle(RoundAtWork round) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long parsed = round.parseCount();
    long before = threads.getTotalThreadAllocatedBytes();
    Figures figures = Figures.time(round::poll);
    long allocated = threads.getTotalThreadAllocatedBytes() - before;
    if (round.parseCount() != parsed) {
      throw new IllegalStateException("an idle round parses nothing");
    }
    return figures.and(Quantity.ALLOCATED, allocated / 1024.0);
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
