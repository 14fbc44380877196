package dev.trainyard.bench;

import dev.trainyard.controller.RoundAtWork;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// From a pushed commit of one file to the plan that follows from it, in yards of three sizes,
/// beside `git fetch` of the same commit.
final class OneFileCommit implements Bench {
  private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
  private static final int ROUNDS = 21;
  private static final int WARMING = 30;
  private static final String FETCH = "git fetch";
  private static final String OURS = "fetch, read, observe, plan";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private @Nullable Server server;

  @Override
  public String name() {
    return "commits";
  }

  @Override
  public List<Contest> contests(Lab lab) throws Exception {
    Server http = Server.of(lab.folder());
    server = http;
    List<Contest> contests = new ArrayList<>();
    for (int size : SIZES) {
      contests.add(contest(lab, http, size));
    }
    return contests;
  }

  private Contest contest(Lab lab, Server http, int size) throws Exception {
    BigYard yard = BigYard.of(lab.folder().resolve("yard" + size + ".git"), size);
    String url = http.url(yard.origin());
    RoundAtWork round = RoundAtWork.settled(url, lab.fresh("work" + size));
    open.push(round);
    Path mirror = lab.folder().resolve("peer" + size + ".git");
    Program.of(lab.folder(), "git", "clone", "-q", "--mirror", url, mirror.toString()).run();
    for (int i = 0; i < WARMING; i++) {
      change(yard);
      round.pushToPlan();
    }
    return Contest.counting(
        String.format(Locale.ROOT, "one wagon changed in a yard of %,d files", size),
        ROUNDS,
        List.of(
            Subject.of(
                FETCH,
                () -> {
                  change(yard);
                  return fetch(mirror).without(Quantity.MEMORY);
                }),
            Subject.of(OURS, () -> Figures.time(round::pushToPlan))),
        Aim.times(OURS, Quantity.WALL, 1.5, FETCH));
  }

  private static void change(BigYard yard) throws Exception {
    yard.changeOneWagon();
  }

  /// Without the maintenance that it does at its end.
  private static Figures fetch(Path mirror) throws Exception {
    return Program.of(
            mirror, "git", "-c", "gc.auto=0", "-c", "maintenance.auto=false", "fetch", "-q")
        .run();
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    if (server != null) {
      server.close();
    }
  }
}
