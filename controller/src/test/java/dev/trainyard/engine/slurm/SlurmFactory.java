package dev.trainyard.engine.slurm;

import dev.trainyard.engine.Engine;
import dev.trainyard.engine.EngineFactory;
import dev.trainyard.engine.slurm.SlurmSettings.Requests;
import dev.trainyard.engine.slurm.SlurmSettings.Times;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Opens an engine over a ledger and a cluster.
final class SlurmFactory implements EngineFactory {
  static final int THROTTLE = 4;
  static final Times TIMES =
      new Times(
          Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofSeconds(5), Times.RETENTION);

  static List<String> words(Path ledger, Path configuration) {
    return List.of(SlurmFactory.class.getName(), ledger.toString(), configuration.toString());
  }

  @Override
  public Engine open(List<String> arguments) throws Exception {
    Path ledger = Path.of(arguments.getFirst());
    Path configuration = Path.of(arguments.get(1));
    Path commands = arguments.size() > 2 ? Path.of(arguments.get(2)) : null;
    return SlurmEngine.open(
        new SlurmSettings(
            ledger,
            ledger.resolveSibling("slurm-id"),
            commands,
            environment(configuration),
            requests(),
            TIMES),
        InstantSource.system());
  }

  static Requests requests() {
    return new Requests(List.of(), 1000, THROTTLE, 0);
  }

  static Map<String, String> environment(Path configuration) {
    return Map.of(
        "PATH",
        "/usr/local/bin:/usr/bin:/bin",
        "SLURM_CONF",
        configuration.toString(),
        "TZ",
        "UTC");
  }
}
