package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example yard of a pipeline, with the settings and the toy showers that come with it: six
/// stages, two models, a person in between, and a table at the end.
class PipelineYardIT {
  private static final String PIPELINE = "pipelines/performance.yaml";
  private static final Pattern KEY = Pattern.compile("approved: \"([0-9a-f]{12})\"");

  @TempDir private Path folder;

  @Test
  void endsWithATableOfPerformance() throws Exception {
    try (SmallYard yard = CopiedYard.in(folder, "pipeline")) {
      Path inputs = folder.resolve("inputs");
      simulate(inputs);
      Files.writeString(
          yard.settings(),
          yard.file("tools/settings")
                  .replace("/srv/git/yard.git", yard.origin().folder().toString())
                  .replace("/data", inputs.toString())
              + "  engine: {local: {slots: 2, memory: 2Gi}}\n  poll: 200ms\n  relist: 1s\n");
      try (RunningController _ = RunningController.start(yard.settings())) {
        yard.awaitStatus("pipelines/performance.yaml", "phase: NeedsApproval");

        yard.commit(
            PIPELINE,
            yard.file(PIPELINE)
                .replace(
                    "approval: required",
                    "approval: required\n      approved: \"" + key(yard) + "\""));

        yard.awaitPhase("performance-performance", "Succeeded");
      }
      List<String> table =
          Files.readAllLines(
              yard.order("performance-performance")
                  .resolve("merged/all/shower/performance/performance.csv"));
      assertThat(table)
          .startsWith("from,to,gammas,bias,resolution,gammasKept,protonsKept,electronsKept")
          .hasSizeGreaterThan(2);
      assertThat(column(table.get(1), 4)).as("resolution").isBetween(0.01, 0.2);
      assertThat(column(table.get(1), 5)).as("gammas kept").isGreaterThan(0.8);
      assertThat(column(table.get(1), 6)).as("protons kept").isLessThan(0.2);
    }
  }

  private static double column(String row, int index) {
    return Double.parseDouble(row.split(",", -1)[index]);
  }

  private static String key(SmallYard yard) throws Exception {
    Matcher matcher = KEY.matcher(yard.status("pipelines/performance.md").orElseThrow());
    assertThat(matcher.find()).as("the status says what to write").isTrue();
    return matcher.group(1);
  }

  private static void simulate(Path inputs) throws Exception {
    Path tool = CopiedYard.example("pipeline").resolve("tools/simulate").toAbsolutePath();
    Process process =
        new ProcessBuilder("sh", tool.toString(), inputs.toString(), "12", "300")
            .inheritIO()
            .start();
    assertThat(process.waitFor(SmallYard.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
