package dev.trainyard.cli;

import dev.trainyard.job.Cancellation;
import dev.trainyard.job.JobSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// How tasks start this same program.
final class Launcher {
  private static final String PROPERTY = "trainyard.launcher";

  private Launcher() {}

  /// The words that start the `trainyard` command: the launcher that started this process, or the
  /// same Java with the same class path.
  static List<String> words() {
    String launcher = System.getProperty(PROPERTY, "");
    return launcher.isEmpty()
        ? List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName())
        : List.of(launcher);
  }

  /// How this process runs jobs itself: it takes in every orphan only where it is known to have no
  /// other children.
  ///
  /// @param hosts that inputs may be redirected to, as jobs of the controller may be
  static JobSettings jobs(InstantSource clock, Cancellation cancellation, Predicate<URI> hosts) {
    JobSettings settings = JobSettings.forProcess(clock, cancellation).allowing(hosts);
    return System.getProperty(PROPERTY, "").isEmpty() ? settings.amongOthers() : settings;
  }

  /// The folder of the application; empty if this process was started without its launcher.
  static Optional<Path> home() {
    String launcher = System.getProperty(PROPERTY, "");
    return launcher.isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(launcher).toAbsolutePath().resolve("../..").normalize());
  }

  /// The folder of the example yards that come with the application, a folder each.
  static Path examples() {
    String launcher = System.getProperty(PROPERTY, "");
    return launcher.isEmpty()
        ? Path.of("../example-config-repo").toAbsolutePath().normalize()
        : Path.of(launcher).resolveSibling("../share/example-config-repo").normalize();
  }
}
