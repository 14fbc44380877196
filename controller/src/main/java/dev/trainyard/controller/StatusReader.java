package dev.trainyard.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.CorruptStatusException;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the status branch back into memory. A file that cannot be read is passed over with a
/// warning: what it said is found out again from store and engines, and it is written anew.
public final class StatusReader {
  private static final Logger log = LoggerFactory.getLogger(StatusReader.class);

  private final StatusSource branch;
  private final StatusYaml yaml;

  public StatusReader(StatusSource branch, StatusYaml yaml) {
    this.branch = branch;
    this.yaml = yaml;
  }

  /// What the branch says.
  public Memory read() throws IOException {
    Map<String, TrainStatus> trains = new HashMap<>();
    for (TrainStatus train : all("trains", TrainStatus.class)) {
      trains.put(train.name(), train);
    }
    Map<WagonRef, WagonStatus> wagons = new HashMap<>();
    for (WagonStatus wagon : all("wagons", WagonStatus.class)) {
      wagons.put(wagon.wagon(), wagon);
    }
    Map<String, DatasetStatus> datasets = new HashMap<>();
    for (DatasetStatus dataset : all("datasets", DatasetStatus.class)) {
      datasets.put(dataset.name(), dataset);
    }
    ControllerStatus controller = file("controller.yaml", ControllerStatus.class).orElse(null);
    return new Memory(controller, trains, wagons, datasets);
  }

  private <T> Iterable<T> all(String folder, Class<T> type) throws IOException {
    List<T> values = new ArrayList<>();
    for (String path : branch.list(folder)) {
      if (path.endsWith(".yaml")) {
        file(path, type).ifPresent(values::add);
      }
    }
    return values;
  }

  private <T> Optional<T> file(String path, Class<T> type) throws IOException {
    Optional<String> text = branch.read(path);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(yaml.read(path, text.get().getBytes(UTF_8), type));
    } catch (CorruptStatusException e) {
      log.atWarn().log("Status file passed over: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
