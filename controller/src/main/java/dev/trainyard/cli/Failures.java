package dev.trainyard.cli;

import dev.trainyard.config.UnsafeEditException;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.report.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// What a failed command says and returns, by whose turn it is: the caller's, the world's, or ours.
final class Failures {
  private Failures() {}

  static void handleIn(CommandLine commands) {
    commands.setParameterExceptionHandler((e, _) -> usage(e));
    commands.setExecutionExceptionHandler(Failures::failed);
  }

  private static int usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getCommandSpec().qualifiedName() + ": " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    return ExitCode.USAGE.code();
  }

  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    ExitCode code = codeOf(e);
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    if (code == ExitCode.BUG) {
      err.println(name + ": a bug of Trainyard, please report it with these lines:");
      e.printStackTrace(err);
    } else {
      // What git, a server or a file name says is not trusted to steer a terminal.
      (name + ": " + e.getMessage()).lines().map(SafeText::visible).forEach(err::println);
    }
    return code.code();
  }

  private static ExitCode codeOf(Exception e) {
    return switch (e) {
      case UnknownRevisionException _, UsageException _ -> ExitCode.USAGE;
      case InvalidSettingsException _, UnsafeEditException _ -> ExitCode.INVALID;
      case IOException _, UncheckedIOException _, InUseException _ -> ExitCode.OUTSIDE;
      default -> ExitCode.BUG;
    };
  }
}
