package dev.trainyard.cli;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard completion`: lets a shell complete command lines.
@Command(
    name = "completion",
    description = {
      "Prints what lets a shell complete command lines.",
      "Commands, options, and the names in the yard around the current folder are " + "completed."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:printed", "1:the command line is wrong", "31:a bug of Trainyard"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(trainyard completion bash)   # in ~/.bashrc",
      "  source <(trainyard completion zsh)    # in ~/.zshrc, after compinit",
      "  trainyard completion fish | source    # in ~/.config/fish/config.fish"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "bash, zsh or fish.")
  private String shell = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return SHELLS.iterator();
    }
  }

  @Override
  public Integer call() {
    if (!SHELLS.contains(shell)) {
      throw new ParameterException(
          spec.commandLine(), "there is no completion for " + shell + "; write bash, zsh or fish");
    }
    Screen screen = Screen.of(spec);
    screen.out().print(Template.of("completion." + shell).text());
    screen.flush();
    return ExitCode.FINE.code();
  }
}
