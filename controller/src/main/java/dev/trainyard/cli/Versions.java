package dev.trainyard.cli;

/// What runs here, in one line.
final class Versions {
  private Versions() {}

  static String here() {
    return "trainyard %s, Java %s, %s %s %s"
        .formatted(
            Version.number(),
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
  }
}
