package dev.trainyard.report;

import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PipelineStatus.Member;
import dev.trainyard.model.status.PipelineStatus.Stage;
import java.util.stream.Collectors;

/// How far a pipeline has come, for terminals.
public record PipelineText(PipelineStatus pipeline) {
  public void addTo(TextPage page) {
    page.heading("status")
        .field("phase", pipeline.phase().toString())
        .field("commit", pipeline.observedCommit().abbreviated());
    page.heading("stages");
    for (Stage stage : pipeline.stages()) {
      page.outcome(1, stage.phase().toString(), stage.name());
      String trains = stage.trains().stream().map(Member::train).collect(Collectors.joining(", "));
      page.line(2, trains.isEmpty() ? "" : "trains: " + trains);
      page.line(2, stage.message());
    }
  }
}
