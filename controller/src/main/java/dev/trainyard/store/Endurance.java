package dev.trainyard.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/// Goes on where one thing of many fails, and says so in the end; a few failures are enough to tell
/// that nothing works.
final class Endurance {
  private static final int MOST = 5;

  private int failures;
  private @Nullable IOException first;

  /// One thing of many.
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /// Does one of them.
  ///
  /// @throws IOException if too many have failed
  void go(Step step) throws IOException {
    try {
      step.run();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      first = first == null ? e : first;
      failures++;
      if (failures == MOST) {
        throw first;
      }
    }
  }

  /// Says what has failed first.
  void end() throws IOException {
    if (first != null) {
      throw first;
    }
  }
}
