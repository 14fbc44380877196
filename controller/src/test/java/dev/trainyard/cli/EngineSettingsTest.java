package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.engine.Engine;
import dev.trainyard.engine.kubernetes.KubernetesSettings;
import dev.trainyard.json.Json;
import dev.trainyard.model.work.EngineView;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        "{slurm: {partition: long}, local: {}} | slurm | local slurm",
        "{kubernetes: {image: lab/software:1}} | kubernetes | kubernetes",
        "{kubernetes: {image: lab/software:1}, local: {}} | kubernetes | kubernetes local"
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
  void startsJobsInPodsByWhatIsThere() throws Exception {
    OnEngines engines = OnEngines.of(settings("{kubernetes: {image: a}, local: {}}"));

    assertThat(engines.launcher()).isEqualTo(Launcher.words());
    assertThat(engines.elsewhere())
        .isEqualTo(Map.of("kubernetes", List.of("/opt/trainyard/bin/trainyard")));
  }

  @Test
  void wantsTheStoreInPods() throws Exception {
    String claim = "volumes: [{claim: inputs, path: /data}]";
    OnEngines engines = OnEngines.of(settings("{kubernetes: {image: a, " + claim + "}}"));

    assertThatThrownBy(() -> engines.open(InstantSource.system(), new ArrayDeque<>()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("engine.kubernetes.volumes: the store")
        .hasMessageContaining("add the claim that holds it");
  }

  @Test
  void startsWhileKubernetesIsAway() throws Exception {
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: a, cluster: {server: "http://127.0.0.1:1"}}]
        contexts: [{name: a, context: {cluster: a, namespace: trains}}]
        current-context: a
        """);
    String volumes = "volumes: [{claim: s, path: " + folder + "}]";
    String set = "{kubernetes: {image: a, kubeconfig: kubeconfig, " + volumes + "}}";
    Deque<Closeable> opened = new ArrayDeque<>();

    Map<String, Engine> engines = OnEngines.of(settings(set)).open(InstantSource.system(), opened);

    assertThat(Objects.requireNonNull(engines.get("kubernetes")).observe())
        .isInstanceOf(EngineView.Unreachable.class);
    for (Closeable engine : opened) {
      engine.close();
    }
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
        "{slurm: {throtle: 3}} | did you mean throttle?",
        "{kubernetes: {}} | image",
        "{kubernetes: {image: 'a b'}} | is no name of an image",
        "{kubernetes: {image: a, volumes: [{claim: c, path: store}]}} | is not an absolute path",
        "{kubernetes: {image: a, volumes: [{claim: C, path: /c}]}} | C",
        "{kubernetes: {image: a, jobsize: 3}} | did you mean jobSize?",
        "{kubernetes: {image: a, jobSize: 20000}} | 20000"
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

  @Test
  void wantsNoVolumeForAStoreElsewhere() throws Exception {
    OnEngines engines =
        OnEngines.of(elsewhere("{kubernetes: {image: a, kubeconfig: none, storeSecret: s3-keys}}"));
    Settings.Kubernetes set = Objects.requireNonNull(engines.kubernetes());

    KubernetesSettings settings = new OnKubernetes(engines.file(), set).settings();

    assertThat(settings.pods().secret()).isEqualTo("s3-keys");
    assertThat(settings.pods().volumes()).isEmpty();
  }

  @Test
  void wantsAVolumeForTheScratchOfPods() throws Exception {
    SettingsFile elsewhere =
        elsewhere("{kubernetes: {image: a, kubeconfig: none, storeSecret: s3-keys}}");
    Files.writeString(
        elsewhere.file(), Files.readString(elsewhere.file()) + "  scratch: /scratch\n");
    OnEngines engines = OnEngines.of(SettingsFile.read(elsewhere.file(), new Json()));
    Settings.Kubernetes set = Objects.requireNonNull(engines.kubernetes());

    assertThatThrownBy(() -> new OnKubernetes(engines.file(), set).settings())
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("scratch: /scratch lies in none of engine.kubernetes.volumes");
  }

  @Test
  void wantsASharedFolderForSlurmsAccountsBesideAStoreElsewhere() throws Exception {
    OnEngines engines = OnEngines.of(elsewhere("{slurm: {}}"));

    assertThatThrownBy(() -> engines.open(InstantSource.system(), new ArrayDeque<>()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("engine.slurm.folder");
  }

  @Test
  void refusesAStoreThatIsNoAddress() throws Exception {
    Path file = settings("{}").file();
    Files.writeString(
        file, Files.readString(file).replace("store: store", "store: root://host/one-slash"));

    assertThatThrownBy(() -> SettingsFile.read(file, new Json()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("spec.store: not an address of XRootD, such as root://host//folder");
  }

  @Test
  void refusesABucketThatCouldBeEither() throws Exception {
    Path file = settings("{}").file();
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "store: store",
                "store: s3://yard/results\n"
                    + "  inputs: {buckets: [yard/data], s3: {endpoint: 'https://other'}}"));

    assertThatThrownBy(() -> SettingsFile.read(file, new Json()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("bucket yard is in inputs.buckets too, at another endpoint");
  }

  @Test
  void refusesWhatItWouldNotDoAsItSays() throws Exception {
    Path file = settings("{}").file();
    Files.writeString(
        file, Files.readString(file).replace("store: store", "store: roots://host//results"));

    assertThatThrownBy(() -> SettingsFile.read(file, new Json()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("spec.store: roots:// is not known; write root://");
  }

  private SettingsFile elsewhere(String engine) throws Exception {
    Path file = settings(engine).file();
    Files.writeString(
        file, Files.readString(file).replace("store: store", "store: s3://yard/results"));
    return SettingsFile.read(file, new Json());
  }

  private SettingsFile settings(String engine) throws Exception {
    return WrittenSettings.in(folder, "poll: 60s", "engine: " + engine);
  }
}
