package dev.trainyard.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;

/// The repository at the other end: listed, fetched from and pushed to, each within limits.
///
/// Each operation runs in a thread of its own whose result is awaited with a deadline; a thread
/// that comes too late only leaves objects behind, for refs are moved by the caller. On `https:`
/// and `ssh:` it ends soon after, because its connection is closed; on `file:` when the disk
/// answers.
final class Remote implements AutoCloseable {
  private static final int LONGEST_SILENCE_SECONDS = 30;

  private final RemoteSettings settings;
  private final Path emptyHome;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger running = new AtomicInteger();

  Remote(RemoteSettings settings, Path emptyHome) {
    this.settings = settings;
    this.emptyHome = emptyHome;
  }

  /// What became of a pushed commit.
  enum Pushed {
    ACCEPTED,
    /// Somebody else moved the branch first.
    LOST
  }

  /// The refs with these names; a name that ends in `*` stands for all that begin so.
  Map<String, Ref> list(Repository repository, List<String> names) throws RemoteException {
    return within(
        "listing",
        operation -> {
          try (FetchConnection connection = open(operation.transport(repository), names)) {
            return matching(connection.getRefs(), names);
          }
        });
  }

  /// Lists like [#list] and brings what they name into the repository, complete and checked.
  Map<String, Ref> fetch(Repository repository, List<String> names) throws RemoteException {
    return within(
        "fetch",
        operation -> {
          try (FetchConnection connection = open(operation.transport(repository), names)) {
            Map<String, Ref> found = matching(connection.getRefs(), names);
            List<Ref> wanted = FetchedObjects.missing(repository, found.values());
            if (!wanted.isEmpty()) {
              connection.fetch(operation.allowance().monitor(), wanted, Set.of());
              FetchedObjects.check(repository, wanted);
            }
            return found;
          }
        });
  }

  private static FetchConnection open(Transport transport, List<String> names) throws IOException {
    List<RefSpec> specs = names.stream().map(name -> new RefSpec(name + ":" + name)).toList();
    return transport.openFetch(specs);
  }

  private static Map<String, Ref> matching(Collection<Ref> refs, List<String> names) {
    Map<String, Ref> found = new LinkedHashMap<>();
    for (Ref ref : refs) {
      if (names.stream().anyMatch(name -> matches(ref.getName(), name))) {
        found.put(ref.getName(), ref);
      }
    }
    return found;
  }

  private static boolean matches(String ref, String name) {
    return name.endsWith("*")
        ? ref.startsWith(name.substring(0, name.length() - 1))
        : ref.equals(name);
  }

  /// Moves a branch from one commit to the next, if it is still where we think; never by force.
  ///
  /// @param expected where the branch is, or the zero id if it must not exist
  Pushed push(Repository repository, String branch, ObjectId expected, ObjectId commit)
      throws RemoteException {
    return within(
        "push",
        operation -> {
          RemoteRefUpdate update = compareAndSwap(repository, branch, expected, commit);
          PushResult result =
              operation
                  .transport(repository)
                  .push(operation.allowance().monitor(), List.of(update));
          return outcome(update, result);
        });
  }

  /// Begins a push and ends it without one: whoever may not push is told so.
  void knock(Repository repository) throws RemoteException {
    within(
        "push",
        operation -> {
          operation.transport(repository).openPush().close();
          return Pushed.ACCEPTED;
        });
  }

  /// The expected id is an object id: a name that cannot be resolved would mean "do not check".
  private static RemoteRefUpdate compareAndSwap(
      Repository repository, String branch, ObjectId expected, ObjectId commit) throws IOException {
    String none = null;
    return new RemoteRefUpdate(repository, none, commit, branch, false, none, expected);
  }

  private static Pushed outcome(RemoteRefUpdate update, PushResult result)
      throws TransportException, RejectedException {
    return switch (update.getStatus()) {
      case OK, UP_TO_DATE -> Pushed.ACCEPTED;
      case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD -> Pushed.LOST;
      case REJECTED_OTHER_REASON -> otherReason(update, result);
      case AWAITING_REPORT, NOT_ATTEMPTED ->
          throw new TransportException("the remote did not say what became of the push");
      case REJECTED_NODELETE, NON_EXISTING -> throw new RejectedException(reason(update, result));
    };
  }

  private static Pushed otherReason(RemoteRefUpdate update, PushResult result)
      throws RejectedException {
    String reason = reason(update, result);
    if (RemoteFailures.isLostRace(reason)) {
      return Pushed.LOST;
    }
    throw new RejectedException(reason);
  }

  private static String reason(RemoteRefUpdate update, PushResult result) {
    List<String> texts = new ArrayList<>();
    Optional.ofNullable(update.getMessage()).ifPresent(texts::add);
    texts.add(result.getMessages());
    return String.join(" ", texts).strip();
  }

  /// Whether no operation, not even one given up, is still at work in the repository.
  boolean isIdle() {
    return running.get() == 0;
  }

  private <T> T within(String name, Work<T> work) throws RemoteException {
    Allowance allowance = new Allowance(settings.limits());
    RemoteFailures failures = new RemoteFailures(name, settings.url(), allowance);
    Future<T> result = workers.submit(() -> run(work, allowance, failures));
    try {
      return result.get(settings.limits().time().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      giveUp(result, allowance);
      throw failures.timedOut();
    } catch (InterruptedException _) {
      giveUp(result, allowance);
      Thread.currentThread().interrupt();
      throw failures.interrupted();
    } catch (ExecutionException e) {
      throw failures.explain(e.getCause());
    }
  }

  private void giveUp(Future<?> result, Allowance allowance) {
    allowance.giveUp();
    result.cancel(true);
    workers.execute(allowance::closeConnections);
  }

  private <T> T run(Work<T> work, Allowance allowance, RemoteFailures failures) throws Exception {
    running.incrementAndGet();
    try (Operation operation = new Operation(allowance, failures)) {
      return work.on(operation);
    } finally {
      running.decrementAndGet();
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  /// What an operation does.
  @FunctionalInterface
  private interface Work<T> {
    T on(Operation operation) throws Exception;
  }

  /// One operation and what it has open.
  private final class Operation implements AutoCloseable {
    private final Allowance allowance;
    private final RemoteFailures failures;
    private final List<Runnable> closing = new ArrayList<>();

    Operation(Allowance allowance, RemoteFailures failures) {
      this.allowance = allowance;
      this.failures = failures;
    }

    Allowance allowance() {
      return allowance;
    }

    Transport transport(Repository repository) throws IOException {
      Transport transport = Transport.open(repository, settings.url().uri());
      closing.addFirst(transport::close);
      long seconds = Math.clamp(settings.limits().time().toSeconds(), 1, LONGEST_SILENCE_SECONDS);
      transport.setTimeout((int) seconds);
      transport.setCredentialsProvider(null);
      switch (transport) {
        case TransportHttp http -> http.setHttpConnectionFactory(guardedHttp());
        case SshTransport ssh -> ssh.setSshSessionFactory(strictSsh());
        default -> {} // file:
      }
      return transport;
    }

    private GuardedHttp guardedHttp() throws IOException {
      Secrets secrets = Secrets.read(settings.credentials());
      GuardedHttp http = new GuardedHttp(settings.url().uri(), secrets, allowance);
      failures.explainWith(secrets, http);
      return http;
    }

    private StrictSsh strictSsh() throws IOException {
      if (settings.credentials() instanceof Credentials.SshKey key) {
        StrictSsh ssh = new StrictSsh(key, emptyHome, allowance);
        closing.addLast(ssh::close);
        return ssh;
      }
      throw new IOException("ssh needs a key and a file of known hosts");
    }

    @Override
    public void close() {
      closing.forEach(Runnable::run);
    }
  }
}
