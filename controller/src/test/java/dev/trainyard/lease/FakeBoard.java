package dev.trainyard.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A Lease in memory, which several candidates see; each has its own way to it.
final class FakeBoard implements LeaseBoard {
  private final String candidate;
  private final AtomicReference<Optional<Seen>> lease;
  private volatile Trouble trouble = () -> {};

  /// Happens between a request and its answer.
  @FunctionalInterface
  interface Trouble {
    void happen() throws IOException, InterruptedException;
  }

  private FakeBoard(String candidate, AtomicReference<Optional<Seen>> lease) {
    this.candidate = candidate;
    this.lease = lease;
  }

  /// There is no Lease yet.
  static FakeBoard empty(String candidate) {
    return new FakeBoard(candidate, new AtomicReference<>(Optional.empty()));
  }

  /// The same Lease, as another candidate reaches it.
  FakeBoard of(String other) {
    return new FakeBoard(other, lease);
  }

  void on(Trouble trouble) {
    this.trouble = trouble;
  }

  void away() {
    on(
        () -> {
          throw new IOException("no route to host");
        });
  }

  String holder() {
    return lease.get().map(Seen::holder).orElse("");
  }

  @Override
  public Optional<Seen> read() throws IOException {
    pass();
    return lease.get();
  }

  @Override
  public boolean take(Optional<Seen> before, Instant now) throws IOException {
    pass();
    return lease.compareAndSet(before, Optional.of(next(before, candidate)));
  }

  @Override
  public void release(Seen mine) {
    Optional<Seen> held = Optional.of(mine);
    lease.updateAndGet(now -> now.equals(held) ? Optional.of(next(now, "")) : now);
  }

  @Override
  public void close() {
    // There is nothing to close.
  }

  private void pass() throws IOException {
    try {
      trouble.happen();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static Seen next(Optional<Seen> before, String holder) {
    long version = before.map(Seen::version).map(Long::parseLong).orElse(0L) + 1;
    return new Seen(new LeaseBuilder().build(), Long.toString(version), holder);
  }
}
