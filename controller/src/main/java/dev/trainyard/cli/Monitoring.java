package dev.trainyard.cli;

import dev.trainyard.controller.Vitals;
import dev.trainyard.engine.Engine;
import dev.trainyard.forge.Forge;
import dev.trainyard.metrics.Metrics;
import dev.trainyard.model.SteadyClock;
import dev.trainyard.web.HealthPages;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// `spec.health` of the settings: how a controller is, and who tells it. Without that setting
/// nothing listens, and nothing is measured.
///
/// @param clock that the controller goes by
/// @param metrics empty if nobody may ask
/// @param pages likewise
record Monitoring(
    InstantSource clock, Vitals vitals, Optional<Metrics> metrics, Optional<HealthPages> pages)
    implements AutoCloseable {
  private static final String LISTEN = "health.listen";

  private static final Duration LEAST = Duration.ofSeconds(1);

  /// Who asks for nothing is told nothing, so this is never looked at.
  private static final Duration UNWATCHED = Duration.ofDays(1);

  /// Listens from now on, if that is set.
  static Monitoring start(SettingsFile file, InstantSource clock)
      throws IOException, InvalidSettingsException {
    Settings.Spec spec = file.settings().spec();
    Settings.Health set = spec.health();
    InstantSource steady = new SteadyClock(clock.instant(), System::nanoTime);
    if (set == null) {
      Vitals unwatched = new Vitals(steady, UNWATCHED, spec.poll(), (_, _) -> {});
      return new Monitoring(clock, unwatched, Optional.empty(), Optional.empty());
    }
    if (set.stuck().compareTo(LEAST) < 0) {
      throw new InvalidSettingsException(
          "health.stuck: every round would be stuck; set 1s or more, or leave it out");
    }
    Metrics metrics = new Metrics(file.settings().metadata().name(), Version.number());
    Vitals vitals = new Vitals(steady, set.stuck(), spec.poll(), metrics);
    metrics.watch(vitals);
    if (spec.leader() != null) {
      vitals.standsBy("the lease was not looked at yet");
    }
    HealthPages pages = HealthPages.start(address(spec, set), vitals, metrics::text);
    return new Monitoring(clock, vitals, Optional.of(metrics), Optional.of(pages));
  }

  private static InetSocketAddress address(Settings.Spec spec, Settings.Health set)
      throws InvalidSettingsException {
    InetSocketAddress address = ListenAddress.of(LISTEN, set.listen());
    Optional<InetSocketAddress> webhooks = OnForge.address(spec);
    boolean shared =
        address.getPort() != 0
            && webhooks.filter(it -> it.getPort() == address.getPort()).isPresent();
    if (shared) {
      throw new InvalidSettingsException(
          LISTEN + ": webhooks have this port, and forges must not see our health; take another");
    }
    return address;
  }

  /// The same engines, measured if anybody asks.
  Map<String, Engine> measured(Map<String, Engine> engines) {
    Map<String, Engine> measured = new HashMap<>(engines);
    metrics.ifPresent(it -> measured.replaceAll(it::measured));
    return measured;
  }

  void watch(Forge forge) {
    metrics.ifPresent(it -> it.watch(forge::traffic));
  }

  @Override
  public void close() {
    pages.ifPresent(HealthPages::close);
    metrics.ifPresent(Metrics::close);
  }
}
