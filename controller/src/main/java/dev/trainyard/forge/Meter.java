package dev.trainyard.forge;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what is sent over the wire.
final class Meter {
  private static final int FIRST_ERROR = 400;
  private static final long UNSAID = -1;

  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();
  private final AtomicLong rateLeft = new AtomicLong(UNSAID);

  @FunctionalInterface
  interface Request {
    Answer send() throws ForgeException;
  }

  Answer counts(Request request) throws ForgeException {
    requests.incrementAndGet();
    try {
      Answer answer = request.send();
      if (answer.status() >= FIRST_ERROR) {
        errors.incrementAndGet();
      }
      answer.rateLeft().ifPresent(rateLeft::set);
      return answer;
    } catch (ForgeException e) {
      errors.incrementAndGet();
      throw e;
    }
  }

  ForgeTraffic traffic() {
    long left = rateLeft.get();
    return new ForgeTraffic(
        requests.get(),
        errors.get(),
        left == UNSAID ? OptionalLong.empty() : OptionalLong.of(left));
  }
}
