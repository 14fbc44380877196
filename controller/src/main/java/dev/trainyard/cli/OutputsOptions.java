package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.model.status.TrainStatus;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which outputs of which train, and where the store is: what all commands about outputs take.
final class OutputsOptions {
  @Parameters(
      index = "0",
      paramLabel = "TRAIN",
      completionCandidates = Candidates.Trains.class,
      description = "The train's name.")
  private String train = "";

  @Option(
      names = "--wagon",
      paramLabel = "NAME",
      completionCandidates = Candidates.Wagons.class,
      description = "Only outputs of this wagon (analysis/wagon) and its subwagons.")
  private String wagon = "";

  @Option(
      names = "--from",
      paramLabel = "STORE",
      description = {
        "The store: a folder, its s3: or root: address, or an http(s) address where it is served",
        "(default: that of the settings)."
      })
  private @Nullable String from;

  @Mixin private final YardOption yard = new YardOption();

  OpenYard open() throws IOException, InvalidSettingsException, UsageException {
    return yard.open();
  }

  /// Whether it is known where the store is.
  boolean knowsStore(OpenYard open) {
    return from != null || open.settings().isPresent();
  }

  /// Whether the command line itself says where.
  boolean namesStore() {
    return from != null;
  }

  OutputSource source(OpenYard open) throws IOException, UsageException {
    if (from != null) {
      return OutputSource.of(from, open.elsewhere(), open.json());
    }
    if (open.settings().isEmpty()) {
      throw new UsageException(
          "where the store is, is not known; name it with --from FOLDER-OR-ADDRESS, or the"
              + " controller's settings with --settings FILE");
    }
    return open.neededSettings().storeAddress().isPresent()
        ? new OutputSource.Kept(open.store())
        : OutputSource.of(open.neededSettings().store().toString(), open.elsewhere(), open.json());
  }

  /// The outputs as the status branch tells them.
  TrainOutputs told(OpenYard open) throws IOException, UsageException, UnknownRevisionException {
    Memory memory = open.neededMemory();
    String name = YardNames.of(open.snapshot(), memory).train(train);
    TrainStatus status = memory.trains().get(name);
    if (status == null) {
      throw new UsageException(
          "train %s has not run yet; `trainyard why %s` says why".formatted(name, name));
    }
    return TrainOutputs.told(status, wagon).inOrder();
  }

  /// Why there is nothing.
  static String nothing(TrainStatus train) {
    return "Train %s (%s) has no such merged outputs."
        .formatted(train.name(), train.phase().word());
  }
}
