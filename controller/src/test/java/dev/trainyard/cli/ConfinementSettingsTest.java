package dev.trainyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.job.Confinement;
import dev.trainyard.job.Confinement.Who;
import dev.trainyard.model.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an operator says of confined wagons, and what tasks are told of it.
class ConfinementSettingsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "poll: 60s | PULLS",
        "pulls: {confinement: required} | PULLS",
        "pulls: {confinement: none} | NOBODY",
        "engine: {local: {confinement: all}} | ALL",
        "engine: {slurm: {confinement: all}} | ALL",
        "engine: {slurm: {}} | PULLS"
      })
  void saysWhoRunsConfined(String setting, Who who) throws Exception {
    assertThat(settings(setting).confinement().who()).isEqualTo(who);
  }

  @Test
  void saysOfOtherMachinesNothingThatOnlyHoldsHere() throws Exception {
    SettingsFile farm = settings("engine: {slurm: {}}");

    assertThat(Workshop.enforced(farm.confinement(), OnEngines.of(farm)))
        .startsWith("Whether programs can be confined is seen where jobs run");
  }

  @Test
  void keepsSecretsOutOfWhatIsReadable() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret");

    Confinement confinement =
        settings("pulls: {readable: [%s], disk: 2Gi}".formatted(folder)).confinement();

    assertThat(confinement.hidden())
        .contains(folder.resolve("work"), folder.resolve("store"), token)
        .contains(folder.resolve("trainyard.yaml"));
    assertThat(confinement.disk()).isEqualTo(ByteSize.parse("2Gi"));
  }

  @Test
  void hidesWhatOthersHaveSubmitted() throws Exception {
    SettingsFile settings =
        WrittenSettings.in(
            folder,
            "engine: {slurm: {folder: slurm}}",
            "pulls: {readable: [%s]}".formatted(folder));

    assertThat(settings.confinement().hidden()).contains(folder.resolve("slurm"));
  }

  @Test
  void hidesHowTheClusterOfTheLeaseIsReached() throws Exception {
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), "s3cret");
    SettingsFile settings =
        WrittenSettings.in(
            folder,
            "engine: {slurm: {}}",
            "leader: {lease: {name: a, kubeconfig: kubeconfig}}",
            "pulls: {readable: [%s]}".formatted(folder));

    assertThat(settings.confinement().hidden()).contains(kubeconfig);
  }

  @Test
  void tellsTasksOnlyWhatCouldBeSeen() throws Exception {
    assertThat(settings("pulls: {readable: [/usr/share]}").confinement().hidden()).isEmpty();
  }

  @Test
  void refusesToOpenTheStore() throws Exception {
    Path inside = folder.resolve("store/orders");

    assertThatThrownBy(() -> settings("pulls: {readable: [%s]}".formatted(inside)).confinement())
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("must not be readable for confined wagons");
  }

  private SettingsFile settings(String setting) throws Exception {
    return WrittenSettings.in(folder, setting);
  }
}
