package dev.trainyard.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard complete`: asked by shells when a key is pressed.
@Command(
    name = "complete",
    hidden = true,
    description = "Prints what the last of these words may become, one a line; asked by shells.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:printed, even if there is nothing"},
    footerHeading = "%nExamples:%n",
    footer = "  trainyard complete -- status wee",
    mixinStandardHelpOptions = true)
final class CompleteCommand implements Callable<Integer> {
  @Parameters(paramLabel = "WORD", description = "The words so far, the last one unfinished.")
  private List<String> words = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    String[] line = words.isEmpty() ? new String[] {""} : words.toArray(String[]::new);
    String last = line[line.length - 1];
    List<CharSequence> ends = new ArrayList<>();
    AutoComplete.complete(
        Main.commandLine().getCommandSpec(),
        line,
        line.length - 1,
        last.length(),
        String.join(" ", line).length(),
        ends);
    TreeSet<String> found = new TreeSet<>();
    ends.forEach(end -> found.add(last + end));
    boolean wantsOption = last.startsWith("-");
    Screen screen = Screen.of(spec);
    found.stream().filter(word -> wantsOption || !word.startsWith("-")).forEach(screen::line);
    screen.flush();
    return ExitCode.FINE.code();
  }
}
