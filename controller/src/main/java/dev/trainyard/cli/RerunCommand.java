package dev.trainyard.cli;

import dev.trainyard.config.UnsafeEditException;
import dev.trainyard.config.YamlEdit;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trainyard rerun`: a train that runs again from the start.
@Command(
    name = "rerun",
    description = {
      "Runs a train again: raises `rerun` in its file and commits it.",
      "Of a pipeline, its stages run again that are stale or have failed, and no others.",
      "It runs with what is there then. Nothing else is committed; outputs of earlier runs "
          + "stay in the store."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:committed, or printed",
      "1:the command line is wrong, or there is no such train",
      "2:the file cannot be edited safely, or the yard would have errors; nothing was changed",
      "3:git refused, or the file has changes that are not committed; nothing was changed",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard rerun weekly -m 'The wagon is mended' --push",
      "  trainyard rerun weekly --print"
    },
    mixinStandardHelpOptions = true)
final class RerunCommand implements Callable<Integer> {
  @Mixin private final ChangeOptions change = new ChangeOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    return change.run(spec, RerunCommand::decide);
  }

  /// Above what the file says and above what the controller has seen: else it would have no effect.
  private static TrainChange decide(TrainFile file, Optional<TrainStatus> status)
      throws UnsafeEditException {
    int last = Math.max(file.train().spec().rerun(), status.map(TrainStatus::rerun).orElse(0));
    String next = Integer.toString(Math.addExact(last, 1));
    return new TrainChange.Edited(
        YamlEdit.set(file.path(), file.content(), "rerun", next),
        "Run %s again (%s)".formatted(file.subject(), next),
        switch (file.declares()) {
          case LISTENER ->
              "All trains that it has started run again, so many at a time as it says.";
          case PIPELINE ->
              "Every stage that is stale or has failed runs again, each after what it needs; to"
                  + " force one that is neither, raise rerun of that stage in "
                  + file.path()
                  + ".";
          case TRAIN -> next(file, status);
        });
  }

  private static String next(TrainFile file, Optional<TrainStatus> status) {
    String start =
        file.train().spec().suspend()
            ? "It is held: it starts when it is let go, with trainyard release "
                + file.train().name()
            : "It starts from the beginning, with what the yard holds then.";
    boolean runs = status.filter(it -> it.phase() instanceof TrainPhase.Underway).isPresent();
    return runs ? "What runs of it is ended first. " + start : start;
  }
}
