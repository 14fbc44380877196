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

/// `trainyard release`: a train that was held goes on.
@Command(
    name = "release",
    description = {
      "Lets a held train go: undoes `hold`, in a commit.",
      "It takes `suspend: true` out of the train's file, and commits that file alone."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:committed, or printed",
      "1:the command line is wrong, or there is no such train",
      "2:the file cannot be edited safely, or the yard would have errors; nothing was changed",
      "3:git refused, or the file has changes that are not committed; nothing was changed",
      "4:it is not held",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  trainyard release weekly --push", "  trainyard release weekly --print"},
    mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {
  @Mixin private final ChangeOptions change = new ChangeOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    return change.run(spec, ReleaseCommand::decide);
  }

  private static TrainChange decide(TrainFile file, Optional<TrainStatus> status)
      throws UnsafeEditException {
    String name = file.train().name();
    if (!file.train().spec().suspend()) {
      return new TrainChange.Nothing(HoldCommand.upper(file.subject()) + " is not held.");
    }
    return new TrainChange.Edited(
        YamlEdit.reset(file.path(), file.content(), "suspend", "false"),
        "Release " + file.subject(),
        switch (file.declares()) {
          case LISTENER -> "Its trains go on, and further runs start some.";
          case PIPELINE -> "Its trains go on, and further stages start.";
          case TRAIN -> next(name, status);
        });
  }

  private static String next(String name, Optional<TrainStatus> status) {
    return switch (status.map(TrainStatus::phase).orElseGet(TrainPhase.Pending::new)) {
      case TrainPhase.Underway _ -> "The controller goes on with it.";
      case TrainPhase.Terminal phase ->
          "It is over (%s). To run it again: trainyard rerun %s".formatted(phase.word(), name);
      case TrainPhase.Waiting _ -> "It starts as soon as its wagons have passed their tests.";
    };
  }
}
