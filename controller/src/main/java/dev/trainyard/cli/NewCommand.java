package dev.trainyard.cli;

import dev.trainyard.cli.NewFile.Outcome;
import dev.trainyard.config.CodeOwners;
import dev.trainyard.config.CodeOwnersFile;
import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.config.YardCheck;
import dev.trainyard.controller.Memory;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.json.Json;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.spec.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard new`: writes the file of something new.
@Command(
    name = "new",
    description = {
      "Writes the file of a new wagon, train, dataset, and so on.",
      "It lies in its usual place, is valid at once, and says as comments what the schema "
          + "says. What it refers to is chosen where there is only one, else to be named. What is "
          + "there is never overwritten. A new train goes over the test scope only."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:written",
      "1:the command line is wrong, the name is taken, or what it refers to is not there",
      "2:written, but the new file has errors",
      "3:something outside failed, such as the disk",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard new analysis dimuon --owner mlopez",
      "  trainyard new package dimuon-tools --folder software/dimuon",
      "  trainyard new dataset dimuon-2011a --pattern 'file:2011a/*.csv'",
      "  trainyard new wagon dimuon/mass --package dimuon-tools --dataset dimuon-2011a",
      "  trainyard new train mass-2011a --dataset dimuon-2011a --wagon dimuon/mass"
    },
    mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "KIND",
      completionCandidates = Candidates.Words.class,
      description = "wagon, train, dataset, analysis, package or runlist.")
  private String kind = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "Its name; of a wagon ANALYSIS/NAME.")
  private String name = "";

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      completionCandidates = Candidates.Datasets.class,
      description = "The dataset of a train, or on which a wagon is enabled.")
  private @Nullable String dataset;

  @Option(
      names = "--package",
      paramLabel = "NAME",
      completionCandidates = Candidates.Packages.class,
      description = "The package of a wagon.")
  private @Nullable String pack;

  @Option(
      names = "--wagon",
      paramLabel = "A/W",
      completionCandidates = Candidates.Wagons.class,
      description = "A wagon of a train; may be repeated.")
  private List<String> wagons = new ArrayList<>();

  @Option(
      names = "--pattern",
      paramLabel = "LOCATION",
      description = "The files of a dataset (default: file:NAME/*).")
  private @Nullable String pattern;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "The folder of a package (default: software/NAME).")
  private @Nullable String folder;

  @Option(
      names = "--owner",
      paramLabel = "USER",
      description = "Forge user name of an analysis' owner (default: your user name here).")
  private String owner = InitCommand.owner(System.getProperty("user.name", ""));

  @Mixin private final YardOption yard = new YardOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException, UnknownRevisionException, InvalidSettingsException, UsageException {
    Kind wanted = YardNames.kind(kind, new Candidates.Words());
    try (OpenYard open = yard.open()) {
      Path top =
          open.top()
              .orElseThrow(
                  () -> new UsageException("this repository has no working copy to write to"));
      Snapshot snapshot = open.snapshot();
      NewObject.Choice choice = new NewObject.Choice(dataset, pack, wagons, pattern, folder, owner);
      refuseTaken(snapshot, new Named(wanted, name));
      List<NewFile> files = new NewObject(snapshot, choice).files(wanted, name);
      write(files, top);
      if (wanted == Kind.ANALYSIS) {
        tellOwners(WorkingCopy.at(top));
      }
      return check(top, files.getFirst().path(), open.json()).code();
    }
  }

  private static void refuseTaken(Snapshot snapshot, Named named) throws UsageException {
    YardNames names = YardNames.of(snapshot, Memory.EMPTY);
    if (names.all(EnumSet.of(named.kind())).contains(named)) {
      throw new UsageException("there is a %s already, in %s".formatted(named, names.file(named)));
    }
  }

  private void write(List<NewFile> files, Path top) throws IOException, UsageException {
    Screen screen = Screen.of(spec);
    for (NewFile file : files) {
      Outcome outcome = file.write(top);
      if (outcome == Outcome.KEPT && file.equals(files.getFirst())) {
        throw new UsageException(
            "there is a file %s already; it is left as it is".formatted(file.path()));
      }
      screen.line(outcome + " " + file.path());
    }
    screen.flush();
  }

  /// A CODEOWNERS that is made of the analyses knows the new one too.
  private void tellOwners(WorkingCopy copy) throws IOException {
    Optional<CodeOwners> owners = YardCheck.withoutCache().owners(copy.source());
    for (CodeOwnersFile file : copy.codeOwners()) {
      if (owners.isPresent() && file.isGenerated() && file.damage().isEmpty()) {
        OwnersOutcome.bring(file, copy.top(), owners.get());
        Screen.of(spec).line("updated " + file.path());
      }
    }
    Screen.of(spec).flush();
  }

  /// Errors that the new file has, in the yard as it lies here.
  private ExitCode check(Path top, String path, Json json) throws IOException {
    List<Problem> errors =
        new SnapshotReader(json)
            .read(WorkingCopy.at(top).source()).problems().stream()
                .filter(Problem::isError)
                .filter(problem -> problem.position().path().equals(path))
                .toList();
    errors.forEach(error -> Screen.complain(spec, error.toString()));
    return errors.isEmpty() ? ExitCode.FINE : ExitCode.INVALID;
  }
}
