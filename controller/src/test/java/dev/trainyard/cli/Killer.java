package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Kills a controller, or what it has started, with SIGKILL at a chosen point.
final class Killer {
  /// A point that is not reached in this time is given up: the kill comes there and then.
  private static final long PATIENCE_MILLIS = 2500;

  /// A task comes, because the controller lives until it does.
  private static final long TASK_PATIENCE_MILLIS = 20_000;

  private final KillYard yard;
  private final Random random;
  private final Map<Point, Integer> struck = new EnumMap<>(Point.class);
  private long tasks;

  Killer(KillYard yard, Random random) {
    this.yard = yard;
    this.random = random;
  }

  /// Where it strikes. Those that come up more often stand here more than once.
  enum Point {
    ANY_TIME,
    SOON,
    /// While it asks the remote.
    ASKING,
    /// When it begins to push: what it has done is not told yet.
    BEFORE_PUSH,
    /// When the remote has the push and has not said so.
    AFTER_PUSH,
    /// When an order or a merge was pinned.
    PINNED,
    /// When the engine has accepted something.
    SUBMITTED,
    /// When a job or a merge has left its result.
    RESULT,
    /// A process of a job, in its middle; the controller lives on.
    JOB,
    /// A process of a merge, in its middle; the controller lives on.
    MERGE,
    /// All processes at once, as when a machine loses power.
    EVERYTHING
  }

  /// One kill at a point of the Killer's choice.
  void strike(Process controller) throws IOException, InterruptedException {
    Point point = Point.values()[random.nextInt(Point.values().length)];
    switch (point) {
      case ANY_TIME -> killAfter(random.nextInt(1500), controller);
      case SOON -> killAfter(random.nextInt(300), controller);
      case ASKING -> atRequest("git-upload-pack", Moment.BEFORE, controller);
      case BEFORE_PUSH -> atRequest("git-receive-pack", Moment.BEFORE, controller);
      case AFTER_PUSH -> atRequest("git-receive-pack", Moment.AFTER, controller);
      case PINNED -> atFile(n -> n.equals("order.json") || n.equals("merge.json"), controller);
      case SUBMITTED -> atNew(yard.folder().resolve("work/engine"), _ -> true, controller);
      case RESULT -> atFile(n -> n.equals("result.json") || n.matches("[0-9]+\\.json"), controller);
      case JOB -> killTask("\0job\0");
      case MERGE -> killTask("\0merge\0");
      case EVERYTHING -> {
        pause(random.nextInt(1500));
        kill(controller);
        List<Long> all = TaskProcesses.in(yard.folder());
        tasks += TaskProcesses.tasksOf(all);
        all.forEach(Killer::kill);
      }
    }
    struck.merge(point, 1, Integer::sum);
  }

  /// How often it struck where.
  Map<Point, Integer> struck() {
    return struck;
  }

  /// How many tasks it has killed: no more runs of a job can be excused.
  long tasks() {
    return tasks;
  }

  private static void killAfter(int millis, Process controller) {
    pause(millis);
    kill(controller);
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static void kill(Process process) {
    process.destroyForcibly().onExit().join();
  }

  private static void kill(long id) {
    ProcessHandle.of(id).ifPresent(ProcessHandle::destroyForcibly);
  }

  /// Before or after the server has done what it was asked.
  private enum Moment {
    BEFORE,
    AFTER
  }

  private void atRequest(String path, Moment moment, Process controller)
      throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    yard.http()
        .behave(
            (exchange, body) -> {
              boolean here = exchange.getRequestURI().getPath().endsWith(path);
              if (here) {
                strike(exchange, body, moment, controller);
                done.countDown();
              }
              return here;
            });
    done.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    yard.http().behave((_, _) -> false);
    kill(controller);
  }

  private void strike(HttpExchange exchange, byte[] body, Moment moment, Process controller)
      throws IOException {
    if (moment == Moment.AFTER) {
      yard.http().cgi(exchange, body);
    }
    kill(controller);
  }

  private void atFile(Predicate<String> name, Process controller) throws IOException {
    atNew(yard.yard().store().resolve("orders"), name, controller);
  }

  private static void atNew(Path folder, Predicate<String> name, Process controller)
      throws IOException {
    long before = count(folder, name);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (count(folder, name) <= before && System.nanoTime() < end) {
      pause(5);
    }
    kill(controller);
  }

  private static long count(Path folder, Predicate<String> name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    List<Path> folders = new ArrayList<>(List.of(folder));
    long count = 0;
    for (int i = 0; i < folders.size(); i++) {
      try (Stream<Path> files = Files.list(folders.get(i))) {
        for (Path file : files.toList()) {
          count += name.test(file.getFileName().toString()) ? 1 : 0;
          if (Files.isDirectory(file)) {
            folders.add(file);
          }
        }
      } catch (IOException _) {
        // It is gone by now.
      }
    }
    return count;
  }

  private void killTask(String verb) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TASK_PATIENCE_MILLIS);
    while (System.nanoTime() < end) {
      List<Long> found =
          TaskProcesses.in(yard.folder()).stream()
              .filter(id -> commandLine(id).contains(verb))
              .toList();
      if (!found.isEmpty()) {
        pause(random.nextInt(300));
        kill(found.get(random.nextInt(found.size())));
        tasks++;
        return;
      }
      pause(20);
    }
  }

  private static String commandLine(long id) {
    try {
      return Files.readString(Path.of("/proc/" + id + "/cmdline"), ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }
}
