package dev.trainyard.cli;

import dev.trainyard.git.UnknownRevisionException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The orders whose logs are followed, asked for anew from time to time: a train may leave, or run
/// again, while somebody looks.
final class FollowedOrders {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final InstantSource clock = InstantSource.system();
  private final StatusFetch fetch;
  private final Orders asked;
  private final Consumer<String> warn;
  private List<String> orders = List.of();
  private @Nullable Instant looked;
  private String warned = "";

  /// Which orders there are now, as far as this clone knows.
  interface Orders {
    List<String> now() throws IOException, UnknownRevisionException, UsageException;
  }

  /// @param warn told why the status branch cannot be had, once
  FollowedOrders(StatusFetch fetch, Orders asked, Consumer<String> warn) {
    this.fetch = fetch;
    this.asked = asked;
    this.warn = warn;
  }

  List<String> now() throws IOException {
    Instant now = clock.instant();
    Instant before = looked;
    if (before == null || before.plus(EVERY).isBefore(now)) {
      String failure = fetch.failure().orElse("");
      if (!failure.isEmpty() && !failure.equals(warned)) {
        warn.accept(failure);
      }
      warned = failure;
      look();
      looked = now;
    }
    return orders;
  }

  private void look() throws IOException {
    try {
      orders = asked.now();
    } catch (UnknownRevisionException | UsageException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
