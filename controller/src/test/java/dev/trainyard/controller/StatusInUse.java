package dev.trainyard.controller;

import dev.trainyard.config.StatusYaml;
import dev.trainyard.json.Json;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import dev.trainyard.plan.SmallYard;
import dev.trainyard.plan.WorldInMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a controller does with whatever it read from the status branch: it compares, renders and
/// plans with it, and none of that throws.
public final class StatusInUse {
  private static final StatusYaml YAML = new StatusYaml(new Json());

  private StatusInUse() {}

  /// Uses a status that could be parsed, if the controller takes it.
  public static void use(Object status) {
    Memory memory = read(path(status), new String(YAML.write(status), StandardCharsets.UTF_8));
    WorldInMemory world = new WorldInMemory(new SmallYard());
    memory.trains().values().forEach(train -> plan(train, world));
    memory.tests().values().forEach(test -> world.tests.put(test.key(), test));
    world.round();
    Memory controlled =
        memory.controllerStatus().isPresent()
            ? memory
            : new Memory(
                SmallStatus.memory().controllerStatus().orElseThrow(),
                memory.trains(),
                memory.wagons(),
                memory.datasets());
    Transitions.between(Memory.EMPTY, controlled);
    new StatusFiles(YAML, controlled, SmallStatus.yard(), SmallStatus.START)
        .changesSince(Memory.EMPTY);
  }

  /// What the reader makes of one file.
  static Memory read(String path, String text) {
    StatusSource branch =
        new StatusSource() {
          private final Map<String, String> files = Map.of(path, text);

          @Override
          public List<String> list(String folder) {
            return files.keySet().stream().filter(p -> p.startsWith(folder + "/")).toList();
          }

          @Override
          public Optional<String> read(String file) {
            return Optional.ofNullable(files.get(file));
          }
        };
    try {
      return new StatusReader(branch, YAML).read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String path(Object status) {
    return switch (status) {
      case TrainStatus train -> "trains/" + train.name() + ".yaml";
      case WagonStatus wagon -> "wagons/" + wagon.wagon() + ".yaml";
      case DatasetStatus dataset -> "datasets/" + dataset.name() + ".yaml";
      case ControllerStatus _ -> "controller.yaml";
      default -> throw new IllegalArgumentException("no status: " + status);
    };
  }

  /// As the status of a train that is not known to the store, of one that is under way, and of one
  /// whose file is gone.
  private static void plan(TrainStatus train, WorldInMemory world) {
    world.yard.train(train.name(), "ana/spectrum");
    world.trains.put(train.name(), train);
    world.round();
    WorldInMemory known = new WorldInMemory(new SmallYard());
    known.yard.train(train.name(), "ana/spectrum");
    known.fate = task -> task.isOf("test") ? WorldInMemory.Fate.DONE : WorldInMemory.Fate.RUNS;
    known.run();
    known.trains.put(train.name(), train.carrying(known.train(train.name()).composition()));
    known.round();
    known.work();
    known.round();
    known.yard.trains.keySet().retainAll(Set.of());
    known.round();
  }
}
