package dev.trainyard.controller;

import dev.trainyard.engine.Engine;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens to every engine and tells when a task has ended.
final class EngineWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EngineWatch.class);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private EngineWatch() {}

  static EngineWatch start(Collection<Engine> engines, Duration atMost, Runnable changed) {
    EngineWatch watch = new EngineWatch();
    engines.forEach(engine -> watch.threads.execute(() -> listen(engine, atMost, changed)));
    return watch;
  }

  private static void listen(Engine engine, Duration atMost, Runnable changed) {
    long seen = 0;
    try {
      while (true) {
        long now = engine.awaitChange(seen, atMost);
        if (now != seen) {
          changed.run();
        }
        seen = now;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("Bug in an engine: it is looked at now and then only");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow(); // not waited for: whoever opened the engines closes them
  }
}
