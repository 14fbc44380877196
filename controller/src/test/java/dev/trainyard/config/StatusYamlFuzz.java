package dev.trainyard.config;

import dev.trainyard.controller.StatusInUse;
import dev.trainyard.json.Json;
import dev.trainyard.model.status.ControllerStatus;
import dev.trainyard.model.status.DatasetStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.WagonStatus;
import java.util.List;

/// A file of the status branch is what the controller wrote, or corrupt with a message that can be
/// shown; whatever was read is written and read back as the same, and can be worked with.
public final class StatusYamlFuzz {
  private static final List<Class<?>> TYPES =
      List.of(TrainStatus.class, WagonStatus.class, DatasetStatus.class, ControllerStatus.class);
  private static final StatusYaml YAML = new StatusYaml(new Json());
  private static final int LONGEST_MESSAGE = 2000;

  private StatusYamlFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws CorruptStatusException {
    for (Class<?> type : TYPES) {
      Object status;
      try {
        status = YAML.read("trains/a.yaml", input, type);
      } catch (CorruptStatusException e) {
        String message = "" + e.getMessage();
        FuzzedFile.require(message.startsWith("trains/a.yaml"), "names no file", message);
        FuzzedFile.require(message.length() <= LONGEST_MESSAGE, "is too long", message);
        FuzzedFile.require(
            message.codePoints().noneMatch(YamlText::isForbidden), "is unsafe to show", message);
        continue;
      }
      Object again = YAML.read("trains/a.yaml", YAML.write(status), type);
      FuzzedFile.require(again.equals(status), "reads back differently", status);
      StatusInUse.use(status);
    }
  }
}
