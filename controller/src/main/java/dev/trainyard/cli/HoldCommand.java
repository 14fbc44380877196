package dev.trainyard.cli;

import dev.trainyard.config.UnsafeEditException;
import dev.trainyard.config.YamlEdit;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trainyard hold`: a train that does not start, or submits nothing more.
@Command(
    name = "hold",
    description = {
      "Holds a train: sets `suspend: true` in its file and commits it.",
      "Nothing else is committed. Of a run listener or a pipeline, that is all of its trains. A"
          + " train that has not started does not start; of one that runs, jobs that run go on to"
          + " their end, and none starts."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:committed, or printed",
      "1:the command line is wrong, or there is no such train",
      "2:the file cannot be edited safely, or the yard would have errors; nothing was changed",
      "3:git refused, or the file has changes that are not committed; nothing was changed",
      "4:it is held already",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard hold weekly -m 'The calibration is being redone'",
      "  trainyard hold weekly --push",
      "  trainyard hold weekly --print | git apply   # to commit it with something else"
    },
    mixinStandardHelpOptions = true)
final class HoldCommand implements Callable<Integer> {
  @Mixin private final ChangeOptions change = new ChangeOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    return change.run(spec, HoldCommand::decide);
  }

  private static TrainChange decide(TrainFile file, Optional<TrainStatus> status)
      throws UnsafeEditException {
    String name = file.train().name();
    if (file.train().spec().suspend()) {
      return new TrainChange.Nothing(
          upper(file.subject()) + " is held already, in " + file.path() + ".");
    }
    return new TrainChange.Edited(
        YamlEdit.set(file.path(), file.content(), "suspend", "true"),
        "Hold " + file.subject(),
        switch (file.declares()) {
          case LISTENER, PIPELINE ->
              "It starts nothing more, and what it has started is held, until: trainyard release "
                  + name;
          case TRAIN -> next(name, status);
        });
  }

  /// As it begins a sentence.
  static String upper(String subject) {
    return subject.substring(0, 1).toUpperCase(Locale.ROOT) + subject.substring(1);
  }

  private static String next(String name, Optional<TrainStatus> status) {
    return switch (status.map(TrainStatus::phase).orElseGet(TrainPhase.Pending::new)) {
      case TrainPhase.Underway phase ->
          "It is %s: jobs that run go on to their end, and none starts. To end them too: trainyard cancel %s"
              .formatted(phase.word(), name);
      case TrainPhase.Terminal phase ->
          "It is over (%s): being held counts when it is run again.".formatted(phase.word());
      case TrainPhase.Waiting _ -> "It does not start until: trainyard release " + name;
    };
  }
}
