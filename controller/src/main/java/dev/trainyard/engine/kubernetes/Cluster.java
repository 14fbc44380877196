package dev.trainyard.engine.kubernetes;

import dev.trainyard.engine.EngineUnreachableException;
import dev.trainyard.engine.kubernetes.KubernetesSettings.Access;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The way to the cluster: every request of the engine keeps to its [Pace], is tried again when
/// there are too many, and fails in one of two ways: refused, or not answered.
final class Cluster implements AutoCloseable {
  private static final int TRIES = 8;

  /// A round waits for it, and is held for stuck if it takes much longer.
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private static final int TOO_MANY = 429;
  private static final Set<Integer> REFUSALS = Set.of(400, 404, 405, 409, 410, 413, 422);
  private static final int FORBIDDEN = 403;

  private final KubernetesClient client;
  private final String namespace;
  private final Pace pace;
  private final InstantSource steady;
  private volatile Instant heard = Instant.MIN;

  private Cluster(KubernetesClient client, String namespace, Pace pace, InstantSource steady) {
    this.client = client;
    this.namespace = namespace;
    this.pace = pace;
    this.steady = steady;
  }

  /// Reads how the cluster is reached; it is not asked yet.
  ///
  /// @throws IOException if that cannot be read
  static Cluster open(Access access, Duration patience, InstantSource steady) throws IOException {
    Pace pace = new Pace(access.rate(), access.burst(), steady);
    Config config = config(access, patience);
    String set = access.namespace();
    String namespace = set == null ? config.getNamespace() : set;
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientBuilderConsumer(
                it -> it.addOrReplaceInterceptor("PACE", new Obedience(pace)))
            .build();
    return new Cluster(client, namespace == null ? "default" : namespace, pace, steady);
  }

  /// Limits are set on what was read: made anew from it, it would be mixed with the current
  /// context.
  static Config config(Access access, Duration patience) throws IOException {
    Path kubeconfig = access.kubeconfig();
    try {
      Config read =
          kubeconfig == null
              ? Config.autoConfigure(access.context())
              : Config.fromKubeconfig(access.context(), kubeconfig.toFile());
      int millis = (int) Math.min(Integer.MAX_VALUE, patience.toMillis());
      read.setRequestTimeout(millis);
      read.setConnectionTimeout(millis);
      read.setRequestRetryBackoffLimit(0);
      read.setOnlyHttpWatches(true);
      return read;
    } catch (RuntimeException e) {
      throw new IOException("cannot read " + kubeconfig + ": " + deepest(e), e);
    }
  }

  String namespace() {
    return namespace;
  }

  KubernetesClient client() {
    return client;
  }

  /// One request, with its answer.
  @FunctionalInterface
  interface Request<T extends @Nullable Object> {
    T send();
  }

  /// @throws EngineUnreachableException if it was not answered, or may be answered otherwise later
  /// @throws RefusedRequestException if it was refused
  <T extends @Nullable Object> T ask(Request<T> request)
      throws EngineUnreachableException, RefusedRequestException {
    Instant latest = steady.instant().plus(LONGEST);
    for (int tries = 1; ; tries++) {
      try {
        pace.await();
        T answer = request.send();
        heard = steady.instant();
        return answer;
      } catch (KubernetesClientException e) {
        boolean late = latest.isBefore(steady.instant());
        if (e.getCode() == TOO_MANY && tries < TRIES && !late) {
          pace.pause(Duration.ofMillis(50L << tries));
        } else if (tries > 1 || !hasBroken(e)) {
          throw failure(e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EngineUnreachableException("it is being closed", e);
      }
    }
  }

  /// The same for a request that cannot be refused.
  <T extends @Nullable Object> T need(Request<T> request) throws EngineUnreachableException {
    try {
      return ask(request);
    } catch (RefusedRequestException e) {
      throw new EngineUnreachableException("Kubernetes refuses: " + e.getMessage(), e);
    }
  }

  private EngineUnreachableException failure(KubernetesClientException e)
      throws RefusedRequestException {
    String said = said(e);
    if (isRefusal(e.getCode(), said)) {
      heard = steady.instant();
      throw new RefusedRequestException(e.getCode(), said);
    }
    return new EngineUnreachableException("Kubernetes does not do it: " + said, e);
  }

  /// Whether the server only asks for patience.
  static boolean isTooMany(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException refusal && refusal.getCode() == TOO_MANY) {
        return true;
      }
    }
    return false;
  }

  /// Whether a connection broke off, as one does that was idle for long. Every request may be sent
  /// again: objects are named by what they are for.
  private static boolean hasBroken(Throwable e) {
    Throwable cause = cause(e);
    return cause instanceof IOException
        && !(cause instanceof ConnectException)
        && !(cause instanceof HttpTimeoutException);
  }

  /// A limit of the namespace for what one object may ask for is never met; a quota may be, and an
  /// administrator may give rights.
  private static boolean isRefusal(int code, String said) {
    boolean limited = said.contains("usage per") || said.contains("violates PodSecurity");
    return REFUSALS.contains(code) || (code == FORBIDDEN && limited);
  }

  private static String said(KubernetesClientException e) {
    String message =
        e.getStatus() != null && e.getStatus().getMessage() != null
            ? e.getStatus().getMessage()
            : deepest(e);
    return message.lines().findFirst().orElse("");
  }

  private static Throwable cause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String deepest(Throwable e) {
    Throwable cause = cause(e);
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /// When it answered last, by the steady clock.
  Instant heard() {
    return heard;
  }

  @Override
  public void close() {
    client.close();
  }

  /// Keeps as quiet as the server asks.
  private record Obedience(Pace pace) implements Interceptor {
    private static final int LONGEST = 120;

    @Override
    public void after(
        HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> body) {
      String seconds = response.header("Retry-After");
      if (response.code() == TOO_MANY && seconds != null && seconds.matches("\\d{1,6}")) {
        pace.pause(Duration.ofSeconds(Math.min(LONGEST, Integer.parseInt(seconds))));
      }
    }
  }
}
