package dev.trainyard.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.CorruptStatusException;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.report.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the status branch back into memory. A file that cannot be read, or that speaks of
/// something else than its name says, is passed over with a warning: what it said is found out
/// again from store and engines, and it is written anew.
public final class StatusReader {
  private static final Logger log = LoggerFactory.getLogger(StatusReader.class);

  private static final String SUFFIX = ".yaml";

  private final StatusSource branch;
  private final StatusYaml yaml;

  public StatusReader(StatusSource branch, StatusYaml yaml) {
    this.branch = branch;
    this.yaml = yaml;
  }

  /// What the branch says.
  public Memory read() throws IOException {
    Map<String, TrainStatus> trains = new HashMap<>();
    for (TrainStatus train :
        all("trains", TrainStatus.class, TrainStatus::name, UsableStatus::train)) {
      trains.put(train.name(), train);
    }
    Map<WagonRef, WagonStatus> wagons = new HashMap<>();
    for (WagonStatus wagon :
        all("wagons", WagonStatus.class, WagonStatus::wagon, UsableStatus::wagon)) {
      wagons.put(wagon.wagon(), wagon);
    }
    Map<String, DatasetStatus> datasets = new HashMap<>();
    for (DatasetStatus dataset :
        all("datasets", DatasetStatus.class, DatasetStatus::name, UsableStatus::dataset)) {
      datasets.put(dataset.name(), dataset);
    }
    Map<String, PullStatus> pulls = new HashMap<>();
    for (PullStatus pull :
        all("pulls", PullStatus.class, it -> PullStatus.fileName(it.name()), UsableStatus::pull)) {
      pulls.put(pull.name(), pull);
    }
    ControllerStatus controller = file("controller.yaml", ControllerStatus.class).orElse(null);
    Map<String, ListenerStatus> listeners = new HashMap<>();
    for (ListenerStatus listener :
        all("listeners", ListenerStatus.class, ListenerStatus::name, UsableStatus::listener)) {
      listeners.put(listener.name(), listener);
    }
    Map<String, PipelineStatus> pipelines = new HashMap<>();
    for (PipelineStatus pipeline :
        all("pipelines", PipelineStatus.class, PipelineStatus::name, UsableStatus::pipeline)) {
      pipelines.put(pipeline.name(), pipeline);
    }
    return new Memory(controller, trains, wagons, datasets, pulls, listeners, pipelines);
  }

  /// @param name what a status is of: it lies in the file of that name
  private <T> Iterable<T> all(
      String folder, Class<T> type, Function<T, Object> name, Predicate<T> isUsable)
      throws IOException {
    List<T> values = new ArrayList<>();
    for (String path : branch.list(folder)) {
      if (path.endsWith(SUFFIX)) {
        Optional<T> value = file(path, type);
        value
            .filter(it -> isOf(path, folder + "/" + name.apply(it)))
            .filter(it -> isUsable(path, isUsable.test(it)))
            .ifPresent(values::add);
      }
    }
    return values;
  }

  private static boolean isOf(String path, String name) {
    boolean right = path.equals(name + SUFFIX);
    if (!right) {
      passOver(path + ": it speaks of " + name);
    }
    return right;
  }

  private static boolean isUsable(String path, boolean usable) {
    if (!usable) {
      passOver(path + ": a name or number in it can not be one");
    }
    return usable;
  }

  private static void passOver(String why) {
    log.atWarn().log("Status file passed over: {}", SafeText.plain(why));
  }

  private <T> Optional<T> file(String path, Class<T> type) throws IOException {
    Optional<String> text = branch.read(path);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(yaml.read(path, text.get().getBytes(UTF_8), type));
    } catch (CorruptStatusException e) {
      passOver("" + e.getMessage());
      return Optional.empty();
    }
  }
}
