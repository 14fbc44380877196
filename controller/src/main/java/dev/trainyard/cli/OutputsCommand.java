package dev.trainyard.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `trainyard outputs`: the files that trains have made.
@Command(
    name = "outputs",
    description = "Lists, fetches and verifies the merged outputs of a train.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {OutputsListCommand.class, OutputsGetCommand.class, OutputsVerifyCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard outputs list weekly",
      "  trainyard outputs get weekly results --settings ../trainyard.yaml",
      "  trainyard outputs verify weekly results --settings ../trainyard.yaml"
    },
    mixinStandardHelpOptions = true)
final class OutputsCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    CommandLine.usage(this, System.err);
    return ExitCode.USAGE.code();
  }
}
