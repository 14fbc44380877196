package dev.trainyard.engine.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.chart.Chart;
import dev.trainyard.chart.Release;
import dev.trainyard.chart.Variety;
import dev.trainyard.model.work.SubmissionName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The network policies of the chart, and the labels by which they find the pods of jobs.
class ChartPoliciesTest {
  private final JobRequest request =
      new JobRequest(KubernetesFactory.settings(Path.of(""), KubernetesFactory.jobs(10)));

  @Test
  void keepProgramsOfPullRequestsApart() throws IOException {
    SubmissionName test = new SubmissionName("ty-pull-0123456789-j1");

    assertThat(test.isPullTest()).isTrue();
    assertThat(policiesFor(test)).containsExactly("dimuon-trainyard-pulls");
  }

  @Test
  void findJobsOfTrains() throws IOException {
    assertThat(policiesFor(new SubmissionName("ty-train-letters-0123456789-j1")))
        .containsExactly("dimuon-trainyard-jobs");
  }

  private List<String> policiesFor(SubmissionName name) throws IOException {
    Map<String, String> labels = request.labels(name);
    Release release = Chart.ofProject().render(Variety.LEAST, "yard: test");
    return release
        .all("NetworkPolicy")
        .filter(it -> selects(it.at("/spec/podSelector"), labels))
        .map(it -> it.at("/metadata/name").asText())
        .toList();
  }

  private static boolean selects(JsonNode selector, Map<String, String> labels) {
    boolean matches =
        selector.path("matchLabels").properties().stream()
            .allMatch(it -> it.getValue().asText().equals(labels.get(it.getKey())));
    for (JsonNode expression : selector.path("matchExpressions")) {
      assertThat(expression.path("operator").asText()).isEqualTo("NotIn");
      String value = labels.get(expression.path("key").asText());
      matches &= expression.path("values").valueStream().noneMatch(it -> it.asText().equals(value));
    }
    return matches;
  }
}
