package dev.trainyard.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The one way to a forge, below the client libraries: the token goes to the forge's own host and
/// nowhere else, an answer is bounded in time and size, one that has not changed comes from memory,
/// and nothing is asked while the forge wants to be left alone. Every refusal is a
/// [ForgeException]; nothing is ever tried again.
final class Wire implements AutoCloseable {
  private static final int MOST_REDIRECTS = 3;
  private static final int NOT_MODIFIED = 304;
  private static final Pattern UNSENDABLE = Pattern.compile("[^\\x21-\\x7e]");

  private final ForgeSettings settings;
  private final HttpClient client;
  private final Verdict verdict;
  private final Answers remembered = new Answers();
  private final Meter meter = new Meter();
  private volatile Optional<Instant> heard = Optional.empty();

  Wire(ForgeSettings settings, InstantSource clock) {
    this.settings = settings;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(settings.limits().time())
            .build();
    verdict = new Verdict(settings, clock);
  }

  /// @throws ForgeException if the forge gives no answer to use
  Answer send(Question question) throws ForgeException {
    String token = token();
    Question asked = question;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      checkStays(asked.uri());
      verdict.checkMayAsk(token);
      Answer answer = ask(asked, token);
      Optional<URI> elsewhere = redirect(asked, answer);
      if (elsewhere.isEmpty()) {
        return answer;
      }
      asked = asked.at(elsewhere.get());
    }
    throw ForgeException.lasting("the forge sends " + question + " in a circle of redirects");
  }

  /// When the last answer was given, by the forge's clock.
  Optional<Instant> heard() {
    return heard;
  }

  /// What was sent so far.
  ForgeTraffic traffic() {
    return meter.traffic();
  }

  private Answer ask(Question question, String token) throws ForgeException {
    Optional<Answer> known =
        question.reads() ? remembered.of(question.uri()) : Optional.<Answer>empty();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(question.uri())
            .header("Authorization", "Bearer " + token)
            .header("User-Agent", "trainyard")
            .timeout(settings.limits().time())
            .method(question.method(), BodyPublishers.ofByteArray(question.body()));
    question.headers().forEach(request::header);
    known
        .flatMap(answer -> answer.header("etag"))
        .ifPresent(t -> request.header("If-None-Match", t));
    Answer answer = meter.counts(() -> receive(question, request.build()));
    heard = answer.date();
    if (answer.status() == NOT_MODIFIED && known.isPresent()) {
      return known.get().at(answer);
    }
    verdict.check(question, answer, token);
    if (question.reads()) {
      remembered.keep(question.uri(), answer);
    }
    return answer;
  }

  private Answer receive(Question question, HttpRequest request) throws ForgeException {
    Duration limit = settings.limits().time();
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), settings.limits().answer()));
    try {
      return Answer.of(response.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw ForgeException.passing(
          "the forge did not answer " + question + " within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw broken(question, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ForgeException.passing("interrupted while the forge was asked", e);
    } finally {
      response.cancel(true);
    }
  }

  private ForgeException broken(Question question, ExecutionException e) {
    String why = why(e.getCause());
    String unreachable = "the forge cannot be reached (" + question + "): " + why;
    if (e.getCause() instanceof ConnectException) { // a host without an address, too
      return ForgeException.away(unreachable, e);
    }
    return why.contains("capacity")
        ? ForgeException.lasting(
            "the forge's answer to "
                + question
                + " is larger than "
                + settings.limits().answer()
                + " bytes",
            e)
        : ForgeException.passing(unreachable, e);
  }

  private static String why(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "its name is not known";
      }
    }
    return failure instanceof ConnectException
        ? "nothing answers at its address"
        : SafeLine.of(String.valueOf(failure));
  }

  /// Where a question is answered, if not here. What writes is never sent elsewhere.
  private static Optional<URI> redirect(Question question, Answer answer) throws ForgeException {
    Optional<String> location = answer.header("location");
    if (!answer.redirects()) {
      return Optional.empty();
    }
    if (!question.reads() || location.isEmpty()) {
      throw ForgeException.lasting(
          "the forge answers "
              + question
              + " with a redirect (HTTP "
              + answer.status()
              + "): was the repository renamed? Set its new name in spec.forge");
    }
    try {
      return Optional.of(question.uri().resolve(location.get()));
    } catch (IllegalArgumentException e) {
      throw ForgeException.lasting("the forge redirects " + question + " to no address", e);
    }
  }

  private void checkStays(URI uri) throws ForgeException {
    URI api = settings.api();
    boolean stays =
        api.getScheme().equalsIgnoreCase(uri.getScheme())
            && api.getHost().equalsIgnoreCase(uri.getHost())
            && api.getPort() == uri.getPort()
            && uri.getRawUserInfo() == null;
    if (!stays) {
      throw ForgeException.lasting(
          "the forge sends us from "
              + api.getHost()
              + " to another host ("
              + SafeLine.of(String.valueOf(uri.getHost()))
              + "), which must not see the token; if it has moved, change spec.forge.url");
    }
  }

  private String token() throws ForgeException {
    String token;
    try {
      token = settings.token().read().strip();
    } catch (IOException e) {
      throw ForgeException.token("the forge's token cannot be read: " + e.getMessage(), e);
    }
    if (token.isEmpty() || UNSENDABLE.matcher(token).find()) {
      throw ForgeException.token(
          "what stands where the forge's token should be is none: one line without spaces");
    }
    return token;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /// Bytes of JSON as an error's text.
  static String text(byte[] body) {
    return new String(body, UTF_8);
  }
}
