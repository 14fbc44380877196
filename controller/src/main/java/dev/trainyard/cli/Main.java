package dev.trainyard.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `trainyard` command: finds the subcommand and turns its outcome into an exit code.
@Command(
    name = "trainyard",
    description = "Runs scientific analysis trains from a Git repository.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:fine",
      "1:the command line is wrong, or there is no such name",
      "2:the yard or the settings have errors",
      "3:something outside failed: repository, store, disk",
      "4:nothing to do",
      "5:a train or test failed or waits for a person, or a file is not what it should be",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard demo             # see what it does, in a minute",
      "  trainyard init my-yard     # begin a yard",
      "  trainyard status           # in a clone of a yard: how is it going?",
      "  trainyard why weekly       # why does it not run?",
      "  trainyard outputs --help   # every command has examples"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      InitCommand.class,
      NewCommand.class,
      ValidateCommand.class,
      ExplainCommand.class,
      CodeOwnersCommand.class,
      ListCommand.class,
      StatusCommand.class,
      ShowCommand.class,
      LogsCommand.class,
      WhyCommand.class,
      PlanCommand.class,
      ReplayCommand.class,
      RunCommand.class,
      DoctorCommand.class,
      TestCommand.class,
      OutputsCommand.class,
      ReproduceCommand.class,
      HoldCommand.class,
      ReleaseCommand.class,
      RerunCommand.class,
      CancelCommand.class,
      ApproveCommand.class,
      DemoCommand.class,
      InstallCommand.class,
      CompletionCommand.class,
      CompleteCommand.class,
      JobCommand.class,
      MergeCommand.class
    })
public final class Main implements Callable<Integer> {
  public static void main(String[] args) {
    try {
      Optional<Integer> exitCode = quickly(args);
      if (exitCode.isPresent()) {
        Runtime.getRuntime().halt(exitCode.get()); // a regular exit looks for who wants to log it
      }
      System.exit(commandLine().execute(args));
    } catch (Error e) {
      System.exit(Failures.broken(e, System.err).code()); // Java itself would end with 1
    }
  }

  /// Runs one command and returns its exit code.
  static int execute(String... args) {
    return quickly(args).orElseGet(() -> commandLine().execute(args));
  }

  private static Optional<Integer> quickly(String... args) {
    return ValidateArguments.of(args).flatMap(Main::quickly);
  }

  /// The exit code of a validation without picocli; none if it failed: then picocli runs it again
  /// and tells why.
  private static Optional<Integer> quickly(Validation validation) {
    try {
      return Optional.of(
          validation.run(writer(System.out), writer(System.err), Colours.ofTerminal()).code());
    } catch (Exception _) {
      return Optional.empty();
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
  }

  /// All commands, with exit codes by class of failure.
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    Failures.handleIn(commands);
    return commands;
  }

  /// Called when no subcommand was named.
  @Override
  public Integer call() {
    CommandLine.usage(this, System.err);
    return ExitCode.USAGE.code();
  }
}
