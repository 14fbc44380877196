package dev.trainyard.cli;

import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trainyard cancel`: a train that is ended and taken out of the yard.
@Command(
    name = "cancel",
    description = {
      "Cancels a train: deletes its file, in a commit.",
      "Jobs that run are ended. What it has made stays in the store; `git revert` brings it "
          + "back, to run anew."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:committed, or printed",
      "1:the command line is wrong, or there is no such train",
      "2:the yard would have errors, such as a dataset made of this train; nothing was changed",
      "3:git refused, or the file has changes that are not committed; nothing was changed",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard cancel weekly -m 'Superseded by daily' --push",
      "  trainyard cancel weekly --print"
    },
    mixinStandardHelpOptions = true)
final class CancelCommand implements Callable<Integer> {
  @Mixin private final ChangeOptions change = new ChangeOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    return change.run(
        spec,
        (file, status) ->
            new TrainChange.Deleted(
                "Cancel " + file.subject(),
                switch (file.declares()) {
                  case LISTENER, PIPELINE -> "What runs of its trains is ended.";
                  case TRAIN -> next(status);
                }));
  }

  private static String next(Optional<TrainStatus> status) {
    return switch (status.map(TrainStatus::phase).orElseGet(TrainPhase.Pending::new)) {
      case TrainPhase.Underway phase ->
          "It is %s: its jobs are ended, nothing is merged.".formatted(phase.word());
      case TrainPhase.Terminal phase ->
          "It was over (%s) already; what it has made stays in the store.".formatted(phase.word());
      case TrainPhase.Waiting _ -> "It had not started.";
    };
  }
}
