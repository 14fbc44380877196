package dev.trainyard.controller;

import dev.trainyard.model.work.RunTable;
import dev.trainyard.model.work.SourceView;
import dev.trainyard.report.SafeText;
import dev.trainyard.runs.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads run sources beside the rounds, each in its own time: one that is slow, locked,
/// half-written or gone holds up nobody, and what was known of it stays known.
final class RunWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunWatch.class);

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Map<String, RunCatalogue> catalogues;
  private final Runnable news;
  private final Map<String, SourceView> views = new ConcurrentHashMap<>();

  /// What went wrong last, for the operator only.
  private final Map<String, String> details = new ConcurrentHashMap<>();

  private final Map<String, RunBelief> beliefs = new ConcurrentHashMap<>();

  /// No virtual threads: a database's driver may hold the processor's thread that they run on.
  private final ExecutorService readers =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("runs-", 0).factory());

  private final ScheduledExecutorService times;
  private final List<ScheduledFuture<?>> plans = new ArrayList<>();

  /// Sources that are being read: never twice at a time.
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  /// @param news told when something is known that was not
  private RunWatch(Map<String, RunCatalogue> catalogues, Runnable news) {
    this.catalogues = Map.copyOf(catalogues);
    this.news = news;
    this.times =
        Executors.newScheduledThreadPool(
            Math.max(1, catalogues.size()),
            Thread.ofPlatform().daemon().name("run-times-", 0).factory());
  }

  /// Begins to read them.
  static RunWatch start(Map<String, RunCatalogue> catalogues, Runnable news) {
    RunWatch watch = new RunWatch(catalogues, news);
    watch.catalogues.forEach(
        (name, it) ->
            watch.plans.add(
                watch.times.scheduleWithFixedDelay(
                    () -> watch.look(name, it), 0, it.every().toMillis(), TimeUnit.MILLISECONDS)));
    return watch;
  }

  /// Reads each of them once, now.
  static Map<String, SourceView> readNow(Map<String, RunCatalogue> catalogues) {
    try (RunWatch watch = new RunWatch(catalogues, () -> {})) {
      watch.catalogues.forEach(watch::look);
      return watch.views();
    }
  }

  /// What is known of each source.
  Map<String, SourceView> views() {
    return Map.copyOf(views);
  }

  /// Whether each of them was tried.
  boolean hasLooked() {
    return views.keySet().containsAll(catalogues.keySet());
  }

  private void look(String name, RunCatalogue catalogue) {
    SourceView before = views.getOrDefault(name, SourceView.UNREAD);
    SourceView now;
    try {
      now = read(name, catalogue, before);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("Bug in reading run source {}", name);
      now = before.failed("SourceUnreadable", "run source " + name + ": " + e.getMessage());
    }
    views.put(name, now);
    if (!now.equals(before)) {
      tell(name, before, now);
      news.run();
    }
  }

  private static void tell(String name, SourceView before, SourceView now) {
    if (now.isFailing() && !now.message().equals(before.message())) {
      log.atWarn().log("{}; what was known last is kept", now.message());
    } else if (before.isFailing() && !now.isFailing()) {
      log.atInfo().log("Run source {} can be read again", name);
    }
  }

  private SourceView read(String name, RunCatalogue catalogue, SourceView before)
      throws InterruptedException {
    if (!busy.add(name)) {
      return before.failed(
          "SourceSlow", "run source " + name + " has not ended an earlier reading yet");
    }
    RunBelief belief = beliefs.computeIfAbsent(name, RunBelief::new);
    RunTable known = belief.isInDoubt() ? null : before.table();
    Future<RunTable> reading = readers.submit(() -> readAlone(name, catalogue, known));
    try {
      return belief.judge(before, reading.get(most(catalogue), TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      reading.cancel(true);
      return before.failed(
          "SourceSlow",
          "run source %s takes longer than %d s".formatted(name, catalogue.limit().toSeconds()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SourceException trouble) {
        String detail = trouble.detail();
        if (!detail.equals(details.put(name, detail)) && !detail.isEmpty()) {
          log.atWarn().log("Run source {}: {}", name, SafeText.plain(detail));
        }
        return before.failed(trouble.reason(), "run source " + name + ": " + trouble.text());
      }
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  /// A source may not keep to its limit by itself.
  private static long most(RunCatalogue catalogue) {
    return catalogue.limit().plus(GRACE).toMillis();
  }

  private RunTable readAlone(String name, RunCatalogue catalogue, @Nullable RunTable known)
      throws SourceException, InterruptedException {
    try {
      return catalogue.source().read(known);
    } finally {
      busy.remove(name);
    }
  }

  @Override
  public void close() {
    plans.forEach(plan -> plan.cancel(true));
    times.shutdownNow();
    readers.shutdownNow(); // not waited for: a reading may hang
  }
}
