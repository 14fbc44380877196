package dev.trainyard.metrics;

import dev.trainyard.controller.Vitals;
import dev.trainyard.controller.Vitals.Outcome;
import dev.trainyard.controller.Vitals.RoundMeter;
import dev.trainyard.engine.Engine;
import dev.trainyard.forge.ForgeTraffic;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// What a controller does, in figures: rounds and calls of engines are measured as they happen,
/// everything else is read from where it is known when somebody asks.
public final class Metrics implements RoundMeter, AutoCloseable {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final YardFigures yard = new YardFigures(registry);
  private volatile Supplier<ForgeTraffic> forge = () -> ForgeTraffic.NONE;

  /// Figures of this process, named after what runs in it.
  public Metrics(String yardName, String version) {
    Gauge.builder("trainyard.info", () -> 1)
        .description("The yard, and the version of Trainyard.")
        .tags("yard", yardName, "version", version)
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /// Reads from now on what rounds write down.
  public void watch(Vitals vitals) {
    yard.watch(vitals);
  }

  /// Reads from now on what is sent to a forge.
  public void watch(Supplier<ForgeTraffic> traffic) {
    ForgeTraffic before = forge.get();
    forge = () -> before.plus(traffic.get());
    count("trainyard.forge.requests", "Requests to the forge.", ForgeTraffic::requests);
    count("trainyard.forge.errors", "Requests that it did not fulfil.", ForgeTraffic::errors);
    Gauge.builder(
            "trainyard.forge.rate.left",
            this,
            it ->
                it.forge.get().rateLeft().stream().asDoubleStream().findFirst().orElse(Double.NaN))
        .description("Requests that it allows before its limit is reached.")
        .register(registry);
  }

  private void count(String name, String description, ToLongFunction<ForgeTraffic> figure) {
    FunctionCounter.builder(name, this, it -> figure.applyAsLong(it.forge.get()))
        .description(description)
        .register(registry);
  }

  /// The same engine, with all calls of it measured.
  public Engine measured(String name, Engine engine) {
    return new MeasuredEngine(name, engine, registry);
  }

  @Override
  public void took(Duration time, Outcome outcome) {
    Timer.builder("trainyard.round")
        .description("How long rounds take, by what they came to.")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(time);
  }

  /// All figures, in the text format of Prometheus; who asks meanwhile waits.
  public synchronized String text() {
    yard.refresh();
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  /// Seconds, or no number.
  static double seconds(Optional<Duration> time) {
    return time.map(it -> it.toMillis() / 1000.0).orElse(Double.NaN);
  }
}
