package dev.trainyard.forge;

import java.io.IOException;
import java.time.InstantSource;

/// Opens forges.
public final class Forges {
  private Forges() {}

  /// A forge by its settings. Nothing is asked of it yet.
  public static Forge open(ForgeSettings settings, InstantSource clock) throws IOException {
    Wire wire = new Wire(settings, clock);
    ForgeApi api =
        switch (settings.kind()) {
          case GITHUB -> new GitHubApi(settings, wire);
          case GITLAB -> new GitLabApi(settings, wire);
        };
    return new PatientForge(api, wire, clock);
  }
}
