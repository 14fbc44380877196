package dev.trainyard.cli;

import dev.trainyard.model.Durations;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Compares this machine's clock with that of a server, or else of the store's file system.
///
/// @param servers are asked one after the other, without credentials, until one tells its time
/// @param limit for all of them together
record ClockCheck(List<URI> servers, Path store, InstantSource clock, Duration limit) {
  /// More than this is told: HTTP tells whole seconds only.
  private static final Duration MOST = Duration.ofSeconds(5);

  private static final String REMEDY =
      "set the clock, and keep it right with chrony or systemd-timesyncd";

  Answer look() throws InterruptedException {
    Duration each = limit.dividedBy(servers.size() + 1L);
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(each).proxy(ProxySelector.getDefault()).build()) {
      for (URI server : servers) {
        Optional<Duration> ahead = ahead(client, server, each);
        if (ahead.isPresent()) {
          return judged(ahead.get(), server.getHost());
        }
      }
    }
    return ofStore();
  }

  /// By how much a server's clock is ahead; nothing if it does not tell.
  private Optional<Duration> ahead(HttpClient client, URI server, Duration each)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server)
            .method("HEAD", BodyPublishers.noBody())
            .timeout(each)
            .build();
    try {
      Instant before = clock.instant();
      HttpResponse<Void> response = client.send(request, BodyHandlers.discarding());
      Duration took = Duration.between(before, clock.instant());
      return response
          .headers()
          .firstValue("Date")
          .map(it -> ZonedDateTime.parse(it, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
          .map(there -> Duration.between(before.plus(took.dividedBy(2)), there));
    } catch (IOException | DateTimeException _) {
      return Optional.empty(); // whether it is there is another check's question
    }
  }

  private static Answer judged(Duration ahead, String who) {
    Duration off = ahead.abs();
    if (off.compareTo(MOST) <= 0) {
      return Answer.ok("agrees with " + who);
    }
    String way = ahead.isNegative() ? "ahead of" : "behind";
    return Answer.warn(
        "this machine is %s %s %s"
            .formatted(Durations.format(Duration.ofSeconds(off.toSeconds())), way, who),
        REMEDY);
  }

  /// A file system has a clock of its own where it is shared; only the future tells of it.
  private Answer ofStore() {
    Optional<Instant> newest = Optional.empty();
    try (Stream<Path> files = Files.list(store)) {
      newest = files.map(ClockCheck::written).max(Instant::compareTo);
    } catch (IOException _) {
      // As if there were none.
    }
    if (newest.isEmpty()) {
      return Answer.ok("no server tells its time, and no store is there to compare with");
    }
    Duration ahead = Duration.between(clock.instant(), newest.get());
    return ahead.compareTo(MOST) > 0
        ? judged(ahead, "the files of the store")
        : Answer.ok("no file of the store is of the future; no server tells its time");
  }

  private static Instant written(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException _) {
      return Instant.MIN; // it is gone
    }
  }
}
