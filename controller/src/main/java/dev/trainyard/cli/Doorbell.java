package dev.trainyard.cli;

import dev.trainyard.web.Webhooks;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Webhooks, taken in for the life of the process: they ring for the controller that works, and for
/// nobody while there is none. A forge gives up on whom it cannot reach.
final class Doorbell implements AutoCloseable {
  private final AtomicReference<Runnable> ringing = new AtomicReference<>(() -> {});
  private final Optional<Webhooks> webhooks;

  private Doorbell(SettingsFile file) throws IOException, InvalidSettingsException {
    webhooks = OnForge.listen(file, () -> ringing.get().run());
  }

  /// Listens from now on, if that is set.
  static Doorbell begin(SettingsFile file) throws IOException, InvalidSettingsException {
    return new Doorbell(file);
  }

  /// @param action what a delivery does from now on
  void rings(Runnable action) {
    ringing.set(action);
  }

  /// Deliveries do nothing from now on.
  void ringsNobody() {
    ringing.set(() -> {});
  }

  @Override
  public void close() {
    webhooks.ifPresent(Webhooks::close);
  }
}
