package dev.trainyard.cli;

import dev.trainyard.config.UnsafeEditException;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.git.UnsafeTreeException;
import dev.trainyard.model.Nearest;
import dev.trainyard.report.SafeText;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    String name = command.getCommandSpec().qualifiedName();
    Optional<String> unknown = unknownCommand(e);
    if (unknown.isPresent()) {
      err.println(name + ": " + SafeText.plain(unknown.get()));
      return ExitCode.USAGE.code();
    }
    err.println(name + ": " + SafeText.plain(e.getMessage() + ""));
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + name + " --help'.");
    }
    return ExitCode.USAGE.code();
  }

  /// What to say of a word that stands where a command is expected.
  private static Optional<String> unknownCommand(ParameterException e) {
    Map<String, CommandLine> commands = e.getCommandLine().getSubcommands();
    if (commands.isEmpty()
        || !(e instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().getFirst().startsWith("-")) {
      return Optional.empty();
    }
    String word = unmatched.getUnmatched().getFirst();
    List<String> known =
        commands.entrySet().stream()
            .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    return Optional.of(
        Nearest.name(word, known)
            .map(near -> "there is no command %s; did you mean %s?".formatted(word, near))
            .orElse("there is no command %s; `%s --help` lists them".formatted(word, name)));
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
      (name + ": " + reason(e)).lines().map(SafeText::wholeLine).forEach(err::println);
    }
    return code.code();
  }

  /// What went wrong. Of what Java tells of files, the message is often the path alone.
  static String reason(Exception e) {
    return switch (e) {
      case UncheckedIOException unchecked -> reason(Objects.requireNonNull(unchecked.getCause()));
      case NoSuchFileException file -> file.getFile() + ": there is no such file or folder";
      case AccessDeniedException file -> file.getFile() + ": permission denied";
      case FileAlreadyExistsException file -> file.getFile() + ": it is there already";
      case NotDirectoryException file -> file.getFile() + ": it is no folder";
      default -> String.valueOf(e.getMessage());
    };
  }

  /// What is said, and returned, where the machine itself gives up.
  static ExitCode broken(Error error, PrintStream err) {
    if (error instanceof OutOfMemoryError) {
      err.println("trainyard: not enough memory; give it more with TRAINYARD_JAVA_OPTS=-Xmx4g");
      return ExitCode.OUTSIDE;
    }
    err.println("trainyard: a bug of Trainyard, please report it with these lines:");
    error.printStackTrace(err);
    return ExitCode.BUG;
  }

  private static ExitCode codeOf(Exception e) {
    return switch (e) {
      case UnknownRevisionException _, UsageException _ -> ExitCode.USAGE;
      case InvalidSettingsException _, UnsafeEditException _, UnsafeTreeException _ ->
          ExitCode.INVALID;
      case IOException _, UncheckedIOException _, InUseException _ -> ExitCode.OUTSIDE;
      default -> ExitCode.BUG;
    };
  }
}
