package dev.trainyard.cli;

import dev.trainyard.cli.demo.Demo;
import dev.trainyard.cli.demo.UnexpectedOutcomeException;
import dev.trainyard.report.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trainyard demo`: the example yard brought to life, from nothing to merged outputs.
@Command(
    name = "demo",
    description = {
      "Plays the life of a yard in about a minute.",
      "There is a repository, a controller, wagon tests, trains, merged outputs, and a bad "
          + "commit that is refused meanwhile. It ends with exit code 0 only if every count in "
          + "the result is right."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every count in the result is right",
      "1:the command line is wrong",
      "3:something outside failed, such as the disk",
      "5:a test or a train failed, or a count is wrong",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard demo",
      "  trainyard demo --folder /tmp/yard --keep   # leaves the controller running"
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "A folder that does not exist yet; by default a temporary one.")
  private @Nullable Path folder;

  @Option(names = "--keep", description = "Leave the controller running at the end.")
  private boolean keep;

  @Spec private CommandSpec spec = CommandSpec.create();

  private static Path fresh(Path folder) throws UsageException {
    if (Files.exists(folder)) {
      throw new UsageException(
          folder + " exists; name a folder that does not, nothing was touched");
    }
    return folder;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    Path place = folder == null ? Files.createTempDirectory("trainyard-demo-") : fresh(folder);
    Demo demo =
        new Demo(
            Launcher.words(),
            Launcher.examples().resolve("analysis"),
            InstantSource.system(),
            keep ? Demo.Afterwards.KEEP : Demo.Afterwards.STOP);
    try {
      demo.play(place.toAbsolutePath(), spec.commandLine().getOut());
      return ExitCode.FINE.code();
    } catch (UnexpectedOutcomeException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(spec.qualifiedName() + ": " + SafeText.plain(String.valueOf(e.getMessage())));
      err.println("Everything is left to look at in " + place.toAbsolutePath());
      return ExitCode.UNFINISHED.code();
    }
  }
}
