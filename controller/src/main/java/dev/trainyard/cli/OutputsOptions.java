package dev.trainyard.cli;

import dev.trainyard.model.status.TrainStatus;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which outputs of which train, and where the store is: what all commands about outputs take.
final class OutputsOptions {
  @Parameters(index = "0", paramLabel = "TRAIN", description = "The train's name.")
  private String train = "";

  @Option(
      names = "--wagon",
      paramLabel = "NAME",
      description = "Only outputs of this wagon (analysis/wagon) and its subwagons.")
  private String wagon = "";

  @Option(
      names = "--from",
      paramLabel = "STORE",
      description = {
        "The store: a folder, or an http(s) address where it is served",
        "(default: that of the settings)."
      })
  private @Nullable String from;

  @Mixin private final YardOption yard = new YardOption();

  OpenYard open() throws IOException, InvalidSettingsException {
    return yard.open();
  }

  String train() {
    return train;
  }

  /// Whether it is known where the store is.
  boolean knowsStore(OpenYard open) {
    return from != null || open.settings().isPresent();
  }

  OutputSource source(OpenYard open) throws IOException, UsageException {
    if (from != null) {
      return OutputSource.of(from);
    }
    if (open.settings().isEmpty()) {
      throw new UsageException(
          "where the store is, is not known; name it with --from FOLDER-OR-ADDRESS, or the"
              + " controller's settings with --settings FILE");
    }
    return OutputSource.of(open.neededSettings().store().toString());
  }

  /// The outputs as the status branch tells them.
  TrainOutputs told(OpenYard open) throws IOException, UsageException {
    Map<String, TrainStatus> trains = open.memory().trains();
    TrainStatus status = trains.get(train);
    if (status == null) {
      throw new UsageException(
          trains.isEmpty()
              ? "this clone has no status branch yet: git fetch"
              : "the status branch knows no train %s, but %s"
                  .formatted(train, String.join(", ", trains.keySet().stream().sorted().toList())));
    }
    return TrainOutputs.told(status, wagon).inOrder();
  }

  /// Why there is nothing.
  static String nothing(TrainStatus train) {
    return "Train %s (%s) has no such merged outputs."
        .formatted(train.name(), train.phase().word());
  }
}
