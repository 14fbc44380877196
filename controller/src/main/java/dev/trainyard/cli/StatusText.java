package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.json.Json;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.report.DatasetText;
import dev.trainyard.report.ListenerText;
import dev.trainyard.report.PipelineText;
import dev.trainyard.report.PullText;
import dev.trainyard.report.TextPage;
import dev.trainyard.report.TrainText;
import dev.trainyard.report.WagonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the status branch says of one thing.
record StatusText(Memory memory) {

  void addTo(TextPage page, Named named) {
    switch (named.kind()) {
      case TRAIN -> {
        TrainStatus train = memory.trains().get(named.name());
        if (train == null) {
          page.heading("status").line("no controller has seen it yet");
        } else {
          new TrainText(train).addTo(page);
        }
      }
      case WAGON -> {
        WagonStatus wagon = memory.wagons().get(named.wagon());
        new WagonText(wagon == null ? List.of() : wagon.tests()).addTo(page);
      }
      case DATASET -> {
        DatasetStatus dataset = memory.datasets().get(named.name());
        if (dataset == null) {
          page.heading("status").line("its files have not been listed yet");
        } else {
          new DatasetText(dataset).addTo(page);
        }
      }
      case RUN_LISTENER -> {
        ListenerStatus listener = memory.listeners().get(named.name());
        if (listener == null) {
          page.heading("status").line("no controller has seen it yet");
        } else {
          new ListenerText(listener).addTo(page);
        }
      }
      case PIPELINE -> {
        PipelineStatus pipeline = memory.pipelines().get(named.name());
        if (pipeline == null) {
          page.heading("status").line("no controller has seen it yet");
        } else {
          new PipelineText(pipeline).addTo(page);
        }
      }
      case YARD -> page.heading("status").line("trainyard status tells how the yard is");
      case PACKAGE, RUN_LIST, ANALYSIS -> {}
    }
  }

  /// What programs are told: `kind`, `name`, and the `status` where there is one.
  SortedMap<String, Object> tree(Named named) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("kind", named.kind().toString());
    tree.put("name", named.name());
    value(named).ifPresent(status -> tree.put("status", status));
    return tree;
  }

  /// A pull request, for people or programs.
  static void print(Screen screen, OutputOption output, Json json, PullStatus pull) {
    switch (output.format()) {
      case TEXT -> screen.out().print(text(screen, pull));
      case JSON -> screen.json(json, tree(pull));
    }
    screen.flush();
  }

  /// All of a pull request.
  static String text(Screen screen, PullStatus pull) {
    TextPage page = new TextPage(screen.colours()).heading(pull.subject());
    new PullText(pull).addTo(page);
    return page.text();
  }

  private static SortedMap<String, Object> tree(PullStatus pull) {
    return new TreeMap<>(
        Map.of("kind", "PullRequest", "name", pull.name(), "phase", pull.phase(), "status", pull));
  }

  /// The status as a value, where it has one.
  private Optional<Object> value(Named named) {
    return switch (named.kind()) {
      case TRAIN -> Optional.ofNullable(memory.trains().get(named.name()));
      case WAGON -> Optional.ofNullable(memory.wagons().get(named.wagon()));
      case DATASET -> Optional.ofNullable(memory.datasets().get(named.name()));
      case PIPELINE -> Optional.ofNullable(memory.pipelines().get(named.name()));
      case RUN_LISTENER -> Optional.ofNullable(memory.listeners().get(named.name()));
      case YARD -> memory.controllerStatus().map(Object.class::cast);
      case PACKAGE, RUN_LIST, ANALYSIS -> Optional.empty();
    };
  }
}
