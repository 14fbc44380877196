package dev.trainyard.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.jspecify.annotations.Nullable;

/// Says what went wrong in one remote operation, and what can be done, without credentials.
final class RemoteFailures {
  /// What servers say when another push was faster: git, JGit, GitLab, Gitea.
  private static final Pattern LOST_RACE =
      Pattern.compile(
          "\\block|fetch first|non-fast-forward|failed to update ref|reference already exists"
              + "|is at [0-9a-f]{40} but expected|stale info");

  private static final Pattern SSH_REFUSED =
      Pattern.compile("server key|host key|no more authentication|cannot log in|auth fail|no keys");

  private final String operation;
  private final RemoteUrl url;
  private final Allowance allowance;
  private volatile Secrets secrets = Secrets.nothing();
  private volatile @Nullable GuardedHttp http;

  RemoteFailures(String operation, RemoteUrl url, Allowance allowance) {
    this.operation = operation;
    this.url = url;
    this.allowance = allowance;
  }

  /// From now on these secrets are kept out of messages and the last HTTP answer counts.
  void explainWith(Secrets used, GuardedHttp connections) {
    secrets = used;
    http = connections;
  }

  static boolean isLostRace(String reason) {
    return LOST_RACE.matcher(reason.toLowerCase(Locale.ROOT)).find();
  }

  RemoteException timedOut() {
    return failure(RemoteException.Kind.TIMED_OUT, "not done within the time limit");
  }

  RemoteException interrupted() {
    return failure(RemoteException.Kind.TIMED_OUT, "interrupted");
  }

  /// A failure of the outside world becomes a [RemoteException]; a bug of ours is thrown as it is.
  RemoteException explain(@Nullable Throwable cause) {
    return switch (cause) {
      case RejectedException e -> failure(RemoteException.Kind.REJECTED, texts(e));
      case UncheckedIOException e -> explain(e.getCause());
      case IOException e -> explainIo(e);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> failure(RemoteException.Kind.UNREACHABLE, String.valueOf(cause));
    };
  }

  private RemoteException explainIo(IOException e) {
    if (allowance.isOverrun()) {
      return failure(
          RemoteException.Kind.TOO_LARGE, "the remote sent more bytes than the limit allows");
    }
    if (allowance.isOver()) {
      return timedOut();
    }
    int answer = http == null ? 0 : http.lastResponse();
    return answer >= 300 ? explainAnswer(answer) : explainText(e);
  }

  private RemoteException explainAnswer(int answer) {
    String text = "the server answered " + answer;
    return switch (answer) {
      case 301, 302, 303, 307, 308 ->
          failure(
              RemoteException.Kind.NOT_ALLOWED,
              text + ", a redirect, which is not followed; set the repository's final address");
      case 401, 403, 407 ->
          failure(
              RemoteException.Kind.NOT_ALLOWED,
              text + "; check the token, its expiry and its rights on this repository");
      case 404, 410 ->
          failure(
              RemoteException.Kind.MISSING,
              text + "; check the address, and the token if the repository is private");
      default -> failure(RemoteException.Kind.UNREACHABLE, text);
    };
  }

  private RemoteException explainText(IOException e) {
    String texts = texts(e);
    if (SSH_REFUSED.matcher(texts.toLowerCase(Locale.ROOT)).find()) {
      return failure(
          RemoteException.Kind.NOT_ALLOWED,
          texts + "; check the identity file and that known_hosts has this host's key");
    }
    return switch (e) {
      case NoRemoteRepositoryException _ -> failure(RemoteException.Kind.MISSING, texts);
      case TransportException t when t.getCause() instanceof CorruptObjectException ->
          failure(RemoteException.Kind.REJECTED, texts);
      default -> failure(RemoteException.Kind.UNREACHABLE, texts);
    };
  }

  private RemoteException failure(RemoteException.Kind kind, String what) {
    return new RemoteException(kind, secrets.redact(operation + " of " + url + ": " + what));
  }

  private static String texts(Throwable failure) {
    Set<String> texts = new LinkedHashSet<>();
    for (Throwable t = failure; t != null && texts.size() < 5; t = t.getCause()) {
      texts.add(t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage());
    }
    return String.join("; ", texts);
  }
}
