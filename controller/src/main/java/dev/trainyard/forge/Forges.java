package dev.trainyard.forge;

import java.time.InstantSource;

/// Opens forges.
public final class Forges {
  private Forges() {}

  /// A forge by its settings. Nothing is asked of it yet.
  public static Forge open(ForgeSettings settings, InstantSource clock) {
    throw new UnsupportedOperationException(settings + " at " + clock.instant());
  }
}
