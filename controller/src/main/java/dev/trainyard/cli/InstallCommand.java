package dev.trainyard.cli;

import dev.trainyard.cli.Installation.Copied;
import dev.trainyard.cli.Installation.Extent;
import dev.trainyard.report.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard install`: brings the application to where jobs or people start it.
@Command(
    name = "install",
    description = {
      "Copies this Trainyard, with its Java, into a folder.",
      "The copy needs nothing but glibc 2.17 or newer and /bin/sh. The folder must be empty or "
          + "missing; after an interruption, the same command again completes it. In a "
          + "container image of another distribution, this is how jobs come by Trainyard."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all of it is there",
      "1:the command line is wrong, or something else is in the folder",
      "3:the folder cannot be written, or the disk is full",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard install /shared/software/trainyard",
      "  trainyard install --for-jobs /runtime   # in an init container"
    },
    mixinStandardHelpOptions = true)
final class InstallCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Where to: bin, lib and so on come into it.")
  private Path target = Path.of("");

  @Option(
      names = "--for-jobs",
      description = "Only what jobs need: no examples, no cache of validate.")
  private boolean forJobs;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, UsageException {
    Extent extent = forJobs ? Extent.FOR_JOBS : Extent.WHOLE;
    Copied copied = Installation.running().copyTo(target, extent);
    Screen screen = Screen.of(spec);
    screen.line(
        "trainyard %s is in %s: %s, %s"
            .formatted(
                Version.number(),
                target,
                Figures.count(copied.files(), "file"),
                Figures.bytes(copied.bytes())));
    screen.flush();
    return ExitCode.FINE.code();
  }
}
