package dev.trainyard.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the security of a cluster asks of the chart: the restricted profile of Kubernetes' pod
/// security standards, and rights no wider than what is done with them.
class ChartPolicyTest {
  private static final Set<String> VOLUMES =
      Set.of("configMap", "emptyDir", "persistentVolumeClaim", "secret", "name");

  private final Chart chart = Chart.ofProject();

  @ParameterizedTest
  @EnumSource
  void podIsOfTheRestrictedProfile(Variety variety) throws IOException {
    JsonNode pod = chart.render(variety).pod().path("spec");
    JsonNode security = pod.path("securityContext");

    assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
    assertThat(security.path("runAsUser").asInt()).isPositive();
    assertThat(security.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(pod.path("hostNetwork").isMissingNode()).isTrue();
    assertThat(pod.path("hostPID").isMissingNode()).isTrue();
    assertThat(pod.path("volumes"))
        .allSatisfy(
            volume ->
                assertThat(volume.properties()).allMatch(it -> VOLUMES.contains(it.getKey())));
  }

  @ParameterizedTest
  @EnumSource
  void containersCanChangeNothingButTheirVolumes(Variety variety) throws IOException {
    JsonNode containers = chart.render(variety).pod().at("/spec/containers");

    assertThat(containers)
        .isNotEmpty()
        .allSatisfy(
            container -> {
              JsonNode security = container.path("securityContext");
              assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
              assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(security.path("privileged").asBoolean()).isFalse();
              assertThat(security.at("/capabilities/drop")).hasToString("[\"ALL\"]");
              assertThat(security.at("/capabilities/add").isMissingNode()).isTrue();
              assertThat(container.at("/resources/limits/memory").isMissingNode()).isFalse();
            });
  }

  @ParameterizedTest
  @EnumSource
  void isWatchedByKubernetes(Variety variety) throws IOException {
    JsonNode container = chart.render(variety).pod().at("/spec/containers/0");
    List<String> ports = new ArrayList<>();
    container.path("ports").forEach(port -> ports.add(port.path("name").asText()));

    assertThat(ports).contains("health");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
    assertThat(container.findValues("httpGet"))
        .allMatch(it -> ports.contains(it.path("port").asText()));
  }

  @ParameterizedTest
  @EnumSource
  void rightsAreNamespacedAndNamed(Variety variety) throws IOException {
    Release release = chart.render(variety);

    assertThat(release.objects()).noneMatch(it -> it.path("kind").asText().startsWith("Cluster"));
    assertThat(release.all("Role"))
        .allSatisfy(role -> assertThat(role.toString()).doesNotContain("*", "secrets", "exec"));
    assertThat(release.all("RoleBinding"))
        .allSatisfy(binding -> assertThat(binding.at("/roleRef/kind").asText()).isEqualTo("Role"));
  }

  @ParameterizedTest
  @EnumSource
  void everyRoleIsBoundToTheController(Variety variety) throws IOException {
    Release release = chart.render(variety);
    String account = release.pod().at("/spec/serviceAccountName").asText();

    List<String> bound =
        release
            .all("RoleBinding")
            .filter(it -> it.at("/subjects/0/name").asText().equals(account))
            .map(it -> it.at("/metadata/namespace").asText() + it.at("/roleRef/name").asText())
            .toList();
    assertThat(
            release
                .all("Role")
                .map(
                    it -> it.at("/metadata/namespace").asText() + it.at("/metadata/name").asText()))
        .containsExactlyInAnyOrderElementsOf(bound);
  }

  @Test
  void asksForNothingWhereJobsRunInItsOwnPod() throws IOException {
    Release release = chart.render(Variety.LOCAL);

    assertThat(release.all("Role")).isEmpty();
    assertThat(release.pod().at("/spec/automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(release.all("NetworkPolicy")).hasSize(1);
  }

  @Test
  void leaseIsAskedForOnlyWhereALeaderIsElected() throws IOException {
    assertThat(chart.render(Variety.LEAST).all("Role"))
        .noneMatch(it -> it.toString().contains("leases"));
    assertThat(chart.render(Variety.TWO).all("Role"))
        .anyMatch(it -> it.toString().contains("leases"));
  }

  @ParameterizedTest
  @EnumSource
  void accountsGiveNoTokenByThemselves(Variety variety) throws IOException {
    assertThat(chart.render(variety).all("ServiceAccount"))
        .allSatisfy(
            it -> assertThat(it.path("automountServiceAccountToken").asBoolean(true)).isFalse());
  }

  @Test
  void programsOfPullRequestsSpeakToNothing() throws IOException {
    JsonNode pulls =
        chart
            .render(Variety.LEAST)
            .all("NetworkPolicy")
            .filter(it -> Release.name(it).endsWith("-pulls"))
            .findFirst()
            .orElseThrow();

    assertThat(pulls.at("/spec/policyTypes")).hasToString("[\"Ingress\",\"Egress\"]");
    assertThat(pulls.at("/spec/egress").isMissingNode()).isTrue();
    assertThat(pulls.at("/spec/ingress").isMissingNode()).isTrue();
  }
}
