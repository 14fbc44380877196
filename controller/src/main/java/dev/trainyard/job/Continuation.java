package dev.trainyard.job;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the first answer with a file said of it, by which a later one is recognised as its rest. A
/// server that does not understand the question may send the rest of another file.
///
/// @param length of the whole file in bytes; -1 if it was not said
/// @param tag an entity tag that is another whenever a byte is, or null
/// @param modified when it was last changed, if it could not have changed since unnoticed; or null
record Continuation(long length, @Nullable String tag, @Nullable String modified) {
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  static Continuation of(HttpHeaders headers) {
    Optional<String> tag = headers.firstValue("etag").filter(text -> text.startsWith("\""));
    Optional<String> modified =
        headers.firstValue("last-modified").filter(text -> isSettled(text, headers));
    long length = headers.firstValueAsLong("content-length").orElse(-1);
    return new Continuation(length, tag.orElse(null), modified.orElse(null));
  }

  /// A change within the second of the last one would not show (RFC 9110, 8.8.2.2).
  private static boolean isSettled(String modified, HttpHeaders headers) {
    try {
      ZonedDateTime changed = date(modified);
      return headers.firstValue("date").filter(now -> changed.isBefore(date(now))).isPresent();
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static ZonedDateTime date(String text) {
    return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
  }

  /// What the server is asked to compare before it sends a rest; nothing if it cannot.
  Optional<String> condition() {
    return Optional.ofNullable(tag != null ? tag : modified);
  }

  /// Whether these are the headers of all the bytes of the same file from there on.
  boolean isRest(HttpHeaders headers, long from) {
    Matcher range = RANGE.matcher(headers.firstValue("content-range").orElse(""));
    if (!range.matches() || Long.parseLong(range.group(1)) != from) {
      return false;
    }
    long total = Long.parseLong(range.group(3));
    return Long.parseLong(range.group(2)) == total - 1
        && (length < 0 || length == total)
        && isSame(headers);
  }

  private boolean isSame(HttpHeaders headers) {
    return tag != null
        ? headers.firstValue("etag").filter(tag::equals).isPresent()
        : headers.firstValue("last-modified").map(found -> found.equals(modified)).orElse(true);
  }

  /// The length of the whole file as the headers of its rest tell it.
  static long total(HttpHeaders headers) {
    Matcher range = RANGE.matcher(headers.firstValue("content-range").orElse(""));
    return range.matches() ? Long.parseLong(range.group(3)) : -1;
  }
}
