package dev.trainyard.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trainyard outputs`: the files that trains have made.
@Command(
    name = "outputs",
    description = "Lists, fetches and verifies the merged outputs of a train.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {OutputsListCommand.class, OutputsGetCommand.class, OutputsVerifyCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:fine",
      "1:the command line is wrong, or the status branch knows no such train",
      "2:the settings have errors",
      "3:the store or the folder cannot be reached",
      "4:the train has no merged outputs",
      "5:files are missing or differ; each is named",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard outputs list weekly",
      "  trainyard outputs get weekly results --settings ../trainyard.yaml",
      "  trainyard outputs verify weekly results --settings ../trainyard.yaml"
    },
    mixinStandardHelpOptions = true)
final class OutputsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }
}
