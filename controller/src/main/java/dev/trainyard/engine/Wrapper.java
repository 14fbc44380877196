package dev.trainyard.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The script `task.sh` of an engine, which runs one task where the engine has it run.
public final class Wrapper {
  private Wrapper() {}

  /// The script of an engine.
  ///
  /// @param engine lies beside it
  public static byte[] of(Class<?> engine) {
    try (InputStream script = engine.getResourceAsStream("task.sh")) {
      if (script == null) {
        throw new IllegalStateException("task.sh is missing beside " + engine);
      }
      return script.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("task.sh cannot be read", e);
    }
  }
}
