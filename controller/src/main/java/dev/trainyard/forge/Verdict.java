package dev.trainyard.forge;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an answer that is none means, and until when the forge wants no further question.
final class Verdict {
  private static final Duration LONGEST_PAUSE = Duration.ofHours(2);

  /// What GitHub asks for when it does not say how long.
  private static final Duration UNSAID_PAUSE = Duration.ofMinutes(1);

  /// For this long a token that was refused is not sent again.
  private static final Duration REFUSED = Duration.ofMinutes(1);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");

  private final ForgeSettings settings;
  private final InstantSource clock;
  private Instant notBefore = Instant.MIN;
  private String refusedToken = "";
  private Instant refusedUntil = Instant.MIN;

  Verdict(ForgeSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /// A token that was refused is not sent again soon: it is not asked whether it is good now, but
  /// whether there is another.
  synchronized void checkMayAsk(String token) throws ForgeException {
    if (clock.instant().isBefore(notBefore)) {
      throw limited();
    } else if (token.equals(refusedToken) && clock.instant().isBefore(refusedUntil)) {
      throw expired();
    }
  }

  /// @throws ForgeException if the answer is not what was asked for
  synchronized void check(Question question, Answer answer, String token) throws ForgeException {
    int status = answer.status();
    if (status == 429 || (status == 403 && limits(answer))) {
      notBefore = clock.instant().plus(pause(answer));
      throw limited();
    }
    if (exhausted(answer)) {
      notBefore = clock.instant().plus(pause(answer)); // this answer still counts
    }
    if (status >= 400) {
      if (status == 401) {
        refusedToken = token;
        refusedUntil = clock.instant().plus(REFUSED);
      }
      throw refusal(question, status, said(answer, token));
    }
    if (status < 200 || status == 304) {
      throw ForgeException.passing("the forge answered " + question + " with HTTP " + status);
    }
  }

  private ForgeException limited() {
    return ForgeException.limited(
        "the forge allows no more requests until " + notBefore + " (rate limit)", notBefore);
  }

  private static ForgeException expired() {
    return ForgeException.token(
        "the forge does not accept the token (HTTP 401): it has expired or was revoked. "
            + "Make a new one and write it to where spec.forge.token points; "
            + "it is read anew each time, no restart is needed");
  }

  private ForgeException refusal(Question question, int status, String said) {
    String what = question + " was answered with HTTP " + status + said;
    return switch (status) {
      case 401 -> expired();
      case 403 ->
          ForgeException.lasting(
              "the token may not do this: "
                  + what
                  + ". The page on running a controller says which rights it needs");
      case 404, 410 ->
          ForgeException.missing(
              what
                  + ": there is no such thing in "
                  + settings.repository()
                  + ", or the token may not see it");
      case 408, 423 -> ForgeException.passing(what);
      default -> status >= 500 ? ForgeException.passing(what) : ForgeException.lasting(what);
    };
  }

  /// The forge's own words, which may be anybody's.
  private static String said(Answer answer, String token) {
    String text = Wire.text(answer.body()).replace(token, "***");
    boolean json = answer.header("content-type").orElse("").contains("json");
    return json && !text.isBlank() ? ": " + SafeLine.of(text) : "";
  }

  /// Whether a 403 is about how often, not about what.
  private static boolean limits(Answer answer) {
    return answer.header("retry-after").isPresent()
        || exhausted(answer)
        || Wire.text(answer.body()).toLowerCase(Locale.ROOT).contains("rate limit");
  }

  private static boolean exhausted(Answer answer) {
    return answer.rateLeft().equals(Optional.of(0L));
  }

  private Duration pause(Answer answer) {
    Optional<Duration> wait = answer.header("retry-after").flatMap(text -> retryAfter(text));
    if (wait.isEmpty() && exhausted(answer)) {
      Instant now = answer.date().orElseGet(clock::instant);
      wait =
          answer
              .number("x-ratelimit-reset", "ratelimit-reset")
              .map(reset -> Duration.between(now, Instant.ofEpochSecond(reset)));
    }
    Duration pause = wait.orElse(UNSAID_PAUSE);
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      return LONGEST_PAUSE;
    }
    return pause.isPositive() ? pause : Duration.ofSeconds(1);
  }

  private Optional<Duration> retryAfter(String text) {
    if (NUMBER.matcher(text).matches()) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(clock.instant(), when));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
