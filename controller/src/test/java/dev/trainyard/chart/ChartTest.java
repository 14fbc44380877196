package dev.trainyard.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChartTest {
  private static final Pattern VERSION = Pattern.compile("(?m)^(?:version|appVersion): (.*)$");
  private final Chart chart = Chart.ofProject();

  @Test
  void helmFindsNothingToMend() {
    LintResult result = chart.lint();

    assertThat(result.getMessages()).noneMatch(line -> line.matches("\\[(WARNING|ERROR)].*"));
    assertThat(result.isFailed()).isFalse();
  }

  @Test
  void hasTheVersionOfTheProject() throws IOException {
    Matcher project =
        Pattern.compile("<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("..", "pom.xml")));

    assertThat(project.find()).isTrue();
    assertThat(VERSION.matcher(Files.readString(Chart.HERE.resolve("Chart.yaml"))).results())
        .hasSize(2)
        .allSatisfy(version -> assertThat(version.group(1)).isEqualTo(project.group(1)));
  }

  @Test
  void knowsEveryPartOfTheSettings() throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    JsonNode settings = mapper.readTree(Path.of("..", "schemas", "settings.schema.json").toFile());
    JsonNode values = mapper.readTree(Chart.HERE.resolve("values.schema.json").toFile());

    assertThat(keys(values.at("/properties/settings/properties")))
        .as("settings in values.schema.json: false is what the chart sets itself")
        .containsAll(keys(settings.at("/properties/spec/properties")));
  }

  private static List<String> keys(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  @ParameterizedTest
  @EnumSource
  void everyObjectHasItsPlace(Variety variety) throws IOException {
    Release release = chart.render(variety);

    assertThat(release.objects())
        .allSatisfy(
            object -> {
              assertThat(object.at("/metadata/namespace").asText())
                  .as(Release.name(object))
                  .isIn(Chart.NAMESPACE, "analysis-jobs");
              assertThat(object.at("/metadata/labels/app.kubernetes.io~1instance").asText())
                  .isEqualTo(Chart.RELEASE);
            });
    assertThat(release.objects().stream().map(Release::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void everySelectorFindsTheController(Variety variety) throws IOException {
    Release release = chart.render(variety);
    JsonNode labels = release.pod().at("/metadata/labels");

    List<JsonNode> selectors = new ArrayList<>();
    selectors.add(release.the("Deployment").at("/spec/selector/matchLabels"));
    release.all("Service").forEach(it -> selectors.add(it.at("/spec/selector")));
    release
        .all("PodDisruptionBudget")
        .forEach(it -> selectors.add(it.at("/spec/selector/matchLabels")));
    release
        .all("NetworkPolicy")
        .filter(it -> Release.name(it).matches(".* (dimuon-trainyard|yard)"))
        .forEach(it -> selectors.add(it.at("/spec/podSelector/matchLabels")));

    assertThat(selectors)
        .allSatisfy(
            selector -> {
              assertThat(selector).isNotEmpty();
              selector.forEachEntry(
                  (key, value) -> assertThat(labels.path(key)).as(key).isEqualTo(value));
            });
    release
        .all("ServiceMonitor")
        .forEach(
            monitor ->
                monitor
                    .at("/spec/selector/matchLabels")
                    .forEachEntry(
                        (key, value) ->
                            assertThat(release.the("Service").at("/metadata/labels").path(key))
                                .isEqualTo(value)));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsMountedIsThereAndWhatIsThereIsMounted(Variety variety) throws IOException {
    JsonNode pod = chart.render(variety).pod().path("spec");

    assertThat(new TreeSet<>(pod.at("/containers/0/volumeMounts").findValuesAsText("name")))
        .containsExactlyInAnyOrderElementsOf(names(pod.path("volumes")));
  }

  /// A pod with two volumes of one claim never starts.
  @ParameterizedTest
  @EnumSource
  void aClaimIsOneVolumeHoweverManyOfItsFoldersAreMounted(Variety variety) throws IOException {
    JsonNode pod = chart.render(variety).pod().path("spec");

    assertThat(pod.path("volumes").findValuesAsText("claimName")).doesNotHaveDuplicates();
  }

  @Test
  void foldersOfOneClaimAreMountedWhereTheyAreAskedFor() throws IOException {
    JsonNode pod = chart.render(Variety.SSH).pod().path("spec");

    Map<String, String> mounts = new TreeMap<>();
    pod.at("/containers/0/volumeMounts")
        .forEach(it -> mounts.put(it.path("mountPath").asText(), it.path("subPath").asText()));
    assertThat(mounts)
        .containsEntry("/shared/results", "trainyard")
        .containsEntry("/shared/inputs", "inputs")
        .containsEntry("/data/2025", "2025")
        .containsEntry("/data/2026", "2026");
  }

  @Test
  void anAccountThatIsNotMadeIsTheNamespacesOwn() throws IOException {
    JsonNode pod = chart.render(Variety.TWO).pod().path("spec");

    assertThat(pod.path("serviceAccountName").asText()).isEqualTo("default");
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  @Test
  void secretsAreNamedAndNeverWritten() throws IOException {
    Release release = chart.render(Variety.FORGE);

    assertThat(release.all("Secret")).isEmpty();
    assertThat(release.pod().at("/spec/volumes").findValuesAsText("secretName"))
        .containsExactly("forge-token", "registries", "forge-token", "webhook");
  }

  @Test
  void otherSettingsAreAnotherPod() throws IOException {
    String checksum = "/metadata/annotations/checksum~1settings";

    assertThat(chart.render(Variety.LEAST).pod().at(checksum))
        .isEqualTo(chart.render(Variety.LEAST).pod().at(checksum))
        .isNotEqualTo(chart.render(Variety.TOKEN).pod().at(checksum));
  }

  @Test
  void keepsResultsWhenTheReleaseGoes() throws IOException {
    JsonNode claim = chart.render(Variety.LEAST).the("PersistentVolumeClaim");

    assertThat(claim.at("/metadata/annotations/helm.sh~1resource-policy").asText())
        .isEqualTo("keep");
    assertThat(chart.render(Variety.SSH).all("PersistentVolumeClaim")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: 2                                          | /leader/enabled
          replica: 2                                           | 'replica'
          user: 0                                              | /user
          image: {digest: latest}                              | /image/digest
          image: {name: x}                                     | 'name'
          store: {accessModes: []}                             | /store/accessModes
          store: {size: much}                                  | /store/size
          store: {mountPath: store}                            | /store/mountPath
          webhooks: {enabled: true}                            | /webhooks/secret
          webhooks: {ingress: {enabled: true}}                 | /webhooks/ingress/host
          settings: {health: {listen: ":1"}}                   | /settings/health/listen
          settings: {engine: {kubernetes: {image: x, user: 0}}} | /settings/engine/kubernetes/user
          settings: {pol: 30s}                                 | pol
          settings: {store: /x}                                | /settings/store
          settings: {repository: {token: {file: x}}}           | /settings/repository/token
          credentials: {repository: {tokenSecret: a, sshSecret: b}} | /credentials/repository/sshSecret
          credentials: {forge: {secret: x}}                    | settings.forge does not say
          jobs: {namespace: other}                             | store.existingClaim
          podLabels: {app.kubernetes.io/name: x}               | app.kubernetes.io/name
          webhooks: {enabled: true, secret: x}                 | settings.forge does not say
          """)
  void refusesAndNames(String value, String named) {
    String words = named.replaceAll("^([a-z]+)$", "'$1'");
    assertThatThrownBy(() -> chart.renderWith(value))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(words);
  }

  @Test
  void saysWhatIsNeeded() {
    assertThatThrownBy(
            () -> chart.render("settings: {repository: {url: /srv/yard.git}, engine: {local: {}}}"))
        .hasMessageContaining("image.repository is needed");
    assertThatThrownBy(() -> chart.render("image: {repository: x}"))
        .hasMessageContaining("settings.repository.url is needed");
    assertThatThrownBy(
            () ->
                chart.render(
                    "{image: {repository: x}, settings: {repository: {url: /srv/yard.git}}}"))
        .hasMessageContaining("settings.engine is needed");
    assertThatThrownBy(
            () -> chart.renderWith("{leader: {enabled: true}, settings: {engine: {local: {}}}}"))
        .hasMessageContaining("leader.enabled: jobs of engine.local are of one pod");
  }
}
