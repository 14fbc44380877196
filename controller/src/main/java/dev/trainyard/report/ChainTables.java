package dev.trainyard.report;

import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PipelineStatus.Stage;
import dev.trainyard.model.status.StagePhase;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// On the dashboard, what starts trains by itself: pipelines and run listeners.
record ChainTables(Roster roster, Links links) {
  private static final int MOST_ROWS = 100;

  void addTo(Document page) {
    List<PipelineStatus> pipelines = List.copyOf(new TreeMap<>(roster.yard().pipelines()).values());
    if (!pipelines.isEmpty()) {
      page.section("Pipelines").capped(pipelines, MOST_ROWS, this::pipelines);
    }
    List<ListenerStatus> listeners = List.copyOf(new TreeMap<>(roster.yard().listeners()).values());
    if (!listeners.isEmpty()) {
      page.section("Run listeners").capped(listeners, MOST_ROWS, this::listeners);
    }
  }

  private Table pipelines(List<PipelineStatus> pipelines) {
    Table table = new Table("pipeline", "phase", "stages done>", "at");
    for (PipelineStatus it : pipelines) {
      List<Stage> open =
          it.stages().stream().filter(stage -> stage.phase() != StagePhase.SUCCEEDED).toList();
      table.row(
          links.pipeline(it.name()),
          Marks.of(it.phase()),
          "%d / %d".formatted(it.stages().size() - open.size(), it.stages().size()),
          open.stream()
              .filter(stage -> stage.phase() == it.phase())
              .map(stage -> SafeText.code(stage.name()))
              .collect(Collectors.joining(", ")));
    }
    return table;
  }

  private Table listeners(List<ListenerStatus> listeners) {
    Table table = new Table("run listener", "state", "runs>", "underway>", "to validate>");
    for (ListenerStatus it : listeners) {
      table.row(
          links.listener(it.name()),
          SafeText.inline(it.word()),
          Figures.count(it.matched().size()),
          Figures.count(it.underway()),
          Figures.count(it.waiting().size()));
    }
    return table;
  }
}
