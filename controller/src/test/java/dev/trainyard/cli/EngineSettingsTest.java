package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.engine.Engine;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which engines the settings make.
class EngineSettingsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | local | local",
        "{local: {slots: 3}} | local | local",
        "{slurm: {}} | slurm | slurm",
        "{slurm: {partition: long}, local: {}} | slurm | local slurm"
      })
  void saysWhichEnginesThereAre(String engine, String standard, String names) throws Exception {
    OnEngines engines = OnEngines.of(settings(engine));

    assertThat(engines.standard()).isEqualTo(standard);
    assertThat(engines.names()).containsExactlyInAnyOrder(names.split(" "));
  }

  @Test
  void startsJobsAsNodesDo() throws Exception {
    OnEngines engines = OnEngines.of(settings("{slurm: {trainyard: /shared/bin/trainyard}}"));

    assertThat(engines.launcher()).isEqualTo(List.of("/shared/bin/trainyard"));
  }

  @Test
  void keepsSlurmsAccountsInTheStore() throws Exception {
    Deque<Closeable> opened = new ArrayDeque<>();

    Map<String, Engine> engines =
        OnEngines.of(settings("{slurm: {}}")).open(InstantSource.system(), opened);

    assertThat(engines.keySet()).isEqualTo(Set.of("slurm"));
    assertThat(folder.resolve("store/slurm/.task.sh")).exists();
    for (Closeable engine : opened) {
      engine.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{slurm: {options: [--array=0-9]}} | --array=0-9",
        "{slurm: {options: [-p, long]}} | -p",
        "{slurm: {options: ['--comment']}} | --comment",
        "{slurm: {options: [--clusters=other]}} | one controller works with one cluster",
        "{slurm: {partition: 'a b'}} | a b",
        "{slurm: {trainyard: bin/trainyard}} | is not an absolute path",
        "{slurm: {throtle: 3}} | did you mean throttle?"
      })
  void tellsWhereAndWhatIsWrong(String engine, String what) {
    assertThatThrownBy(() -> settings(engine))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(what)
        .hasMessageMatching("(?s).*trainyard.yaml:9:\\d+.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--constraint=avx2",
        "--arrayed=1",
        "--cluster-constraint=a",
        "--time-min=10",
        "--nodelist=n[1-3]"
      })
  void takesOtherOptions(String option) throws Exception {
    assertThat(OnEngines.of(settings("{slurm: {options: ['" + option + "']}}")).standard())
        .isEqualTo("slurm");
  }

  @Test
  void refusesAFolderThatSlurmReadsOtherwise() throws Exception {
    OnEngines engines = OnEngines.of(settings("{slurm: {folder: 'a%b'}}"));

    assertThatThrownBy(() -> engines.open(InstantSource.system(), new ArrayDeque<>()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("engine.slurm.folder: Slurm has a meaning of its own for %");
  }

  private SettingsFile settings(String engine) throws Exception {
    return WrittenSettings.in(folder, "poll: 60s", "engine: " + engine);
  }
}
