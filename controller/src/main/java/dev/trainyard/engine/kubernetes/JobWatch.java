package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.EngineUnreachableException;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// All Jobs of this controller as the cluster told of them last: one listing, and then its news.
/// The listing is made anew when the news break off, and from time to time, since quiet news may be
/// lost news.
final class JobWatch implements AutoCloseable {
  private static final long PAGE = 500;

  private final Cluster cluster;
  private final Map<String, String> labels;
  private final Runnable onNews;
  private final InstantSource steady;
  private final Duration patience;
  private @Nullable Running running;

  /// @param onNews is run when a Job has changed, on a thread that must not be kept
  JobWatch(
      Cluster cluster,
      Map<String, String> labels,
      Runnable onNews,
      InstantSource steady,
      Duration patience) {
    this.cluster = cluster;
    this.labels = labels;
    this.onNews = onNews;
    this.steady = steady;
    this.patience = patience;
  }

  private record Running(
      SharedIndexInformer<Job> informer, CompletableFuture<String> trouble, Instant since) {}

  /// The Job of this name, if the cluster has told of it.
  Optional<Job> find(String name) {
    return running == null
        ? Optional.empty()
        : Optional.ofNullable(
            running.informer().getStore().getByKey(cluster.namespace() + "/" + name));
  }

  /// Sees to it that news come in, with a listing that is no older than `age`.
  void keep(Duration age) throws EngineUnreachableException {
    Running now = running;
    if (now != null
        && now.informer().hasSynced()
        && now.informer().isWatching()
        && now.since().plus(age).isAfter(steady.instant())) {
      return;
    }
    Running next = begin();
    if (now != null) {
      now.informer().stop();
    }
    running = next;
  }

  /// @throws EngineUnreachableException if there is no listing in time
  private Running begin() throws EngineUnreachableException {
    CompletableFuture<String> trouble = new CompletableFuture<>();
    Instant since = steady.instant();
    SharedIndexInformer<Job> informer =
        cluster
            .client()
            .batch()
            .v1()
            .jobs()
            .inNamespace(cluster.namespace())
            .withLabels(labels)
            .withLimit(PAGE)
            .runnableInformer(0)
            .addEventHandler(new News(onNews))
            .exceptionHandler(
                (_, e) -> {
                  // Too many requests: the next try comes by itself.
                  if (!Cluster.isTooMany(e)) {
                    trouble.complete(String.valueOf(e.getMessage()));
                  }
                  return true;
                });
    CompletableFuture<Void> started = informer.start().toCompletableFuture();
    try {
      CompletableFuture.anyOf(started, trouble).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!informer.hasSynced()) {
        throw new ExecutionException(trouble.getNow("the Jobs cannot be listed"), null);
      }
      return new Running(informer, trouble, since);
    } catch (ExecutionException | TimeoutException e) {
      informer.stop();
      throw new EngineUnreachableException("Jobs cannot be watched: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      informer.stop();
      Thread.currentThread().interrupt();
      throw new EngineUnreachableException("it is being closed", e);
    }
  }

  @Override
  public void close() {
    if (running != null) {
      running.informer().stop();
    }
  }

  private record News(Runnable onNews) implements ResourceEventHandler<Job> {
    @Override
    public void onAdd(Job job) {
      onNews.run();
    }

    @Override
    public void onUpdate(Job before, Job job) {
      onNews.run();
    }

    @Override
    public void onDelete(Job job, boolean unsure) {
      onNews.run();
    }
  }
}
