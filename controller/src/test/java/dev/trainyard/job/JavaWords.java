package dev.trainyard.job;

import java.util.ArrayList;
import java.util.List;

/// The words of a command that starts a Java process of ours.
final class JavaWords {
  private JavaWords() {}

  /// Options, main class and arguments, after what every process gets.
  static List<String> of(String... words) {
    List<String> all =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
    all.addAll(List.of(words));
    return all;
  }
}
