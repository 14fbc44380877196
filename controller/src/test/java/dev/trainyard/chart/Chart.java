package dev.trainyard.chart;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The chart of this project, in the hands of Helm, which a native library brings.
public final class Chart {
  static final Path HERE = Path.of("..", "charts", "trainyard").toAbsolutePath().normalize();

  /// What everybody has to set.
  private static final String LEAST =
      """
      image: {repository: registry.example.org/lab/trainyard}
      settings:
        repository: {url: "https://forge.example.org/lab/yard"}
        engine: {kubernetes: {image: "registry.example.org/lab/software:1"}}
      """;

  static final String RELEASE = "dimuon";
  static final String NAMESPACE = "analysis";

  /// Helm itself would take an old one.
  private static final String KUBERNETES = "1.34.0";

  private final Path chart;

  private Chart(Path chart) {
    this.chart = chart;
  }

  /// The chart as it lies in the project; where Helm's library cannot be had, the test is skipped.
  public static Chart ofProject() {
    String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeThat(machine.toLowerCase(Locale.ROOT))
        .as("helm-java brings Helm for Linux on amd64 and arm64, and for macOS")
        .matches("linux (amd64|aarch64)|mac os x .*");
    return new Chart(HERE);
  }

  /// What Helm has to say of it by itself.
  LintResult lint() {
    return new Helm(chart).lint().strict().call();
  }

  /// The objects that a release with these values is made of.
  ///
  /// @throws IllegalStateException with Helm's words, if it refuses the values
  public Release render(Variety variety, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of(LEAST, variety.text()));
    all.addAll(List.of(more));
    return render(all.toArray(String[]::new));
  }

  /// What everybody has to set, and these values.
  Release renderWith(String values) throws IOException {
    return render(LEAST, values);
  }

  /// Later values go over earlier ones.
  public Release render(String... values) throws IOException {
    Path folder = Files.createTempDirectory("values");
    try {
      TemplateCommand command =
          new Helm(chart)
              .template()
              .withName(RELEASE)
              .withNamespace(NAMESPACE)
              .withKubeVersion(KUBERNETES);
      for (String each : values) {
        command.withValuesFile(Files.writeString(Files.createTempFile(folder, "", ".yaml"), each));
      }
      return Release.of(command.call());
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
