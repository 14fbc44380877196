package dev.trainyard.forge;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What came back.
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, HttpHeaders headers, byte[] body) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");

  static Answer of(HttpResponse<byte[]> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /// A number in the first of these headers that is there.
  Optional<Long> number(String one, String other) {
    return header(one)
        .or(() -> header(other))
        .filter(text -> NUMBER.matcher(text).matches())
        .map(Long::valueOf);
  }

  /// How many more requests the forge allows for now, if it says so.
  Optional<Long> rateLeft() {
    return number("x-ratelimit-remaining", "ratelimit-remaining");
  }

  Map<String, List<String>> allHeaders() {
    return headers.map();
  }

  boolean redirects() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /// When it was given, by the forge's clock.
  Optional<Instant> date() {
    try {
      return header("date")
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// The same content, confirmed by a later answer.
  Answer at(Answer later) {
    HttpHeaders dated =
        HttpHeaders.of(
            later.headers.firstValue("date").isEmpty()
                ? headers.map()
                : with(headers.map(), "date", later.headers.allValues("date")),
            (_, _) -> true);
    return new Answer(status, dated, body);
  }

  private static Map<String, List<String>> with(
      Map<String, List<String>> headers, String name, List<String> values) {
    Map<String, List<String>> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    changed.putAll(headers);
    changed.put(name, values);
    return changed;
  }
}
