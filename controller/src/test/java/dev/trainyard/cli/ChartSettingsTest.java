package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.Documents;
import dev.trainyard.chart.Chart;
import dev.trainyard.chart.Release;
import dev.trainyard.chart.Variety;
import dev.trainyard.json.Json;
import dev.trainyard.logs.LogFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.ParseResult;

/// The settings that the chart writes, read by the program that is started with them.
class ChartSettingsTest {
  private final Chart chart = Chart.ofProject();

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource
  void areAccepted(Variety variety) throws Exception {
    SettingsFile settings = read(variety);

    assertThat(settings.repository().remote().url()).isNotNull();
    assertThat(settings.work()).isEqualTo(Path.of("/var/lib/trainyard/work"));
    assertThat(settings.confinement()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void areHandedToTheProgramInWordsThatItKnows(Variety variety) throws Exception {
    ParseResult words =
        Main.commandLine().parseArgs(chart.render(variety).arguments().toArray(String[]::new));

    ParseResult run = words.subcommand();
    assertThat(run.matchedOptionValue("--settings", Path.of("")))
        .isEqualTo(Path.of("/etc/trainyard/settings/settings.yaml"));
    assertThat(run.matchedOptionValue("--log-format", LogFormat.TEXT))
        .isEqualTo(variety == Variety.LOCAL ? LogFormat.TEXT : LogFormat.JSON);
  }

  @Test
  void nameTheFilesOfCredentials() throws Exception {
    Settings.Spec spec = read(Variety.FORGE).settings().spec();

    assertThat(spec.repository().token())
        .isEqualTo(
            new Settings.Token("trainyard", "/etc/trainyard/credentials/repository/token", null));
    assertThat(spec.forge())
        .extracting(Settings.Forge::token, Settings.Forge::webhook)
        .containsExactly(
            new Settings.Secret("/etc/trainyard/credentials/forge/token", null),
            new Settings.Webhook(
                ":8081", new Settings.Secret("/etc/trainyard/credentials/webhook/secret", null)));
  }

  @Test
  void listenWhereThePodIsProbed() throws Exception {
    assertThat(read(Variety.LEAST).settings().spec().health())
        .isEqualTo(new Settings.Health(":9321", Duration.ofMinutes(15)));
    assertThat(read(Variety.TOKEN).settings().spec().health())
        .isEqualTo(new Settings.Health(":9321", Duration.ofMinutes(5)));
  }

  @Test
  void keepWhatTheOperatorSet() throws Exception {
    Settings settings = read(Variety.TOKEN).settings();

    assertThat(settings.metadata().name()).isEqualTo("dimuons");
    assertThat(settings.spec().poll()).hasSeconds(30);
    assertThat(settings.spec().inputs())
        .isEqualTo(
            new Settings.Inputs(
                "/data", List.of("/geometry"), List.of("opendata.example.org"), List.of(), null));
  }

  @Test
  void needNoVolumeForAStoreOnObjectStorage() throws Exception {
    Release release = chart.render(Variety.BUCKET);
    Settings.Spec spec = read(release).settings().spec();
    Settings.Kubernetes engine = Objects.requireNonNull(spec.engine().kubernetes());

    assertThat(spec.store()).isEqualTo("s3://lab/dimuon");
    assertThat(engine.storeSecret()).isEqualTo("s3-key");
    assertThat(engine.volumes()).containsExactly(new Settings.Volume("cms", "/data", null, true));
    assertThat(release.all("PersistentVolumeClaim")).isEmpty();
  }

  @Test
  void keepTheFoldersThatTheOperatorNamesBesideThoseOfTheChart() throws Exception {
    assertThat(read(Variety.SSH).settings().spec().inputs())
        .isEqualTo(
            new Settings.Inputs(
                "/shared/inputs",
                List.of("/cvmfs", "/data/2025", "/data/2026"),
                List.of(),
                List.of(),
                null));
  }

  @Test
  void letJobsSeeWhatTheControllerSees() throws Exception {
    SettingsFile file = read(Variety.TOKEN);
    Settings.Kubernetes set = Objects.requireNonNull(file.settings().spec().engine().kubernetes());

    assertThat(set.namespace()).isEqualTo("analysis");
    assertThat(set.runtimeImage()).startsWith("registry.example.org/lab/trainyard@sha256:");
    assertThat(set.pullSecrets()).containsExactly("registry-login");
    assertThat(set.volumes())
        .containsExactly(
            new Settings.Volume("dimuon-trainyard-store", "/store", null, false),
            new Settings.Volume("cms", "/data", "2026", true),
            new Settings.Volume("geometry", "/geometry", null, true));
    assertThat(new OnKubernetes(file, set).settings().pods().identity().user()).isEqualTo(10001);
  }

  @Test
  void electALeaderByTheLeaseThatTheRoleNames() throws Exception {
    Release release = chart.render(Variety.TWO);
    Settings.Leader leader = Objects.requireNonNull(read(release).settings().spec().leader());

    assertThat(leader.lease().duration()).hasSeconds(15);
    assertThat(release.all("Role"))
        .anyMatch(role -> role.toString().contains("[\"" + leader.lease().name() + "\"]"));
  }

  @Test
  void areThoseThatTheDocumentsShow() throws Exception {
    String documents = Documents.text();
    String values = documents.substring(documents.indexOf("```yaml\nimage: {repository") + 8);

    Settings.Spec spec =
        read(chart.render(values.substring(0, values.indexOf("```")))).settings().spec();

    assertThat(spec.forge()).isNotNull();
    assertThat(spec.repository().token()).isNotNull();
  }

  private SettingsFile read(Variety variety) throws Exception {
    return read(chart.render(variety));
  }

  private SettingsFile read(Release release) throws Exception {
    Path file = folder.resolve("settings.yaml");
    Files.writeString(file, release.settings());
    return SettingsFile.read(file, new Json());
  }
}
