package dev.trainyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.config.SnapshotSource;
import dev.trainyard.config.StatusYaml;
import dev.trainyard.config.WorkingCopy;
import dev.trainyard.controller.DatasetFiles;
import dev.trainyard.controller.LocalStatus;
import dev.trainyard.controller.Memory;
import dev.trainyard.controller.Preview;
import dev.trainyard.controller.StatusReader;
import dev.trainyard.controller.YardReader;
import dev.trainyard.git.LocalRepository;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.json.Json;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Problem;
import dev.trainyard.model.reconcile.Plan;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.plan.PlanSettings;
import dev.trainyard.report.PlanPage;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard plan`: what the controller would do next, and why.
@Command(
    name = "plan",
    description = {
      "Says what the controller would do next with a working copy or a commit, item by item and"
          + " why, and does nothing.",
      "What has been done is taken from the status branch of the clone, so fetch it first. Software"
          + " of packages is taken as it is committed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard plan --settings ../trainyard.yaml",
      "  trainyard plan --settings ../trainyard.yaml --at origin/main",
      "  trainyard plan --output json"
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  private static final String LOCAL = "local";
  private static final String STATUS = "trainyard-status";

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "A folder of the repository (default: this one).")
  private Path folder = Path.of("");

  @Option(names = "--at", paramLabel = "REV", description = "Plan this commit, not the files here.")
  private @Nullable String revision;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "The controller's settings: without them, files of datasets are not looked for.")
  private @Nullable Path settings;

  @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
  private Format format = Format.TEXT;

  @Spec private CommandSpec spec = CommandSpec.create();

  /// How a plan is written; picocli takes the names in any case.
  private enum Format {
    TEXT,
    JSON
  }

  @Override
  public Integer call() throws IOException, UnknownRevisionException, InvalidSettingsException {
    Json json = new Json();
    SettingsFile file = settings == null ? null : SettingsFile.read(settings, json);
    try (LocalRepository git = repository()) {
      Snapshot yard = yard(git, json);
      Memory memory = memory(git, file, json);
      String name = file == null ? "yard" : file.settings().metadata().name();
      PlanSettings plans = new PlanSettings(name, Set.of(LOCAL), LOCAL);
      DatasetFiles files =
          file == null ? new Unasked() : InputFolders.of(file, new Store(file.store(), json));
      Plan plan = new Preview(plans, files).of(yard, memory, InstantSource.system().instant());
      print(plan, json);
      return report(yard).code();
    }
  }

  private LocalRepository repository() throws IOException {
    Path place = folder.toAbsolutePath().normalize();
    return LocalRepository.find(place)
        .orElseThrow(() -> new IOException("no Git repository holds " + place));
  }

  private Snapshot yard(LocalRepository git, Json json)
      throws IOException, UnknownRevisionException {
    YardReader reader = new YardReader(git.commits(), new SnapshotReader(json));
    if (revision != null || git.workingCopy().isEmpty()) {
      return reader.read(git.resolve(revision == null ? "HEAD" : revision));
    }
    CommitId head = git.resolve("HEAD");
    Path top = git.workingCopy().get().toRealPath();
    Path yard = WorkingCopy.topOf(folder.toAbsolutePath());
    if (!yard.equals(top)) {
      throw new IOException(
          "the yard %s is a folder of the repository %s; copy it into a repository of its own"
              .formatted(yard, top));
    }
    SnapshotSource copy = WorkingCopy.at(top).source();
    return new SnapshotReader(json)
        .read(
            new SnapshotSource(
                head,
                copy.files(),
                copy.blobs(),
                copy.history(),
                packages -> reader.versions(packages, head)));
  }

  private static Memory memory(LocalRepository git, @Nullable SettingsFile file, Json json)
      throws IOException {
    String branch = file == null ? STATUS : file.settings().spec().repository().status();
    Optional<LocalStatus> status = LocalStatus.find(git, branch);
    return status.isEmpty()
        ? Memory.EMPTY
        : new StatusReader(status.get(), new StatusYaml(json)).read();
  }

  private void print(Plan plan, Json json) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (format) {
          case TEXT -> new PlanPage(plan).text();
          case JSON -> new String(json.write(plan), UTF_8);
        });
    out.flush();
  }

  private ExitCode report(Snapshot yard) {
    List<Problem> errors = yard.problems().stream().filter(Problem::isError).toList();
    PrintWriter err = spec.commandLine().getErr();
    errors.forEach(err::println);
    return errors.isEmpty() ? ExitCode.FINE : ExitCode.INVALID;
  }

  /// Without settings nobody knows where inputs are.
  private static final class Unasked implements DatasetFiles {
    private static final DatasetListing UNKNOWN =
        new DatasetListing.Unknown(
            "its files are not known here; name the controller's settings with --settings");

    @Override
    public DatasetListing list(Declared<DatasetSpec> dataset, List<Long> runs) {
      return UNKNOWN;
    }

    @Override
    public DatasetListing listDerived(Declared<DatasetSpec> dataset, String order) {
      return UNKNOWN;
    }
  }
}
