package dev.trainyard.cli;

import dev.trainyard.controller.Memory;
import dev.trainyard.git.UnknownRevisionException;
import dev.trainyard.git.UnsafeTreeException;
import dev.trainyard.job.Cancellation;
import dev.trainyard.job.JobRequest;
import dev.trainyard.job.JobRunner;
import dev.trainyard.job.JobSettings;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.OrderProgress;
import dev.trainyard.model.work.WorkOrder;
import dev.trainyard.store.Commit;
import dev.trainyard.store.ProgressReader;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
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

/// `trainyard reproduce`: one job once more, in a folder to look into.
///
/// Stages: find what is [Recorded], get its order, [#provide] the software, run the job, compare
/// ([ReproductionReport]).
@Command(
    name = "reproduce",
    description = {
      "Runs one job of a train, or a wagon's newest test, once more.",
      "It runs on this machine, from the commit and the plan that were recorded, and its "
          + "outputs are compared with the recorded checksums. The plan is taken from the store "
          + "where the settings name one, else drawn up again from the status branch. The folder "
          + "stays: inputs, a folder for each wagon, and in it a run.sh."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it ran, and every output is what was recorded, if anything was",
      "1:the command line is wrong, or nothing of this name was recorded",
      "2:the settings have errors",
      "3:something cannot be had any more: a version of a package, the plan",
      "5:it failed, or an output differs",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard reproduce weekly --job 17 --settings ../trainyard.yaml",
      "  trainyard reproduce dimuon/mass --inputs-root /data     # its newest test",
      "  trainyard reproduce weekly --job 17 --into /scratch/look"
    },
    mixinStandardHelpOptions = true)
final class ReproduceCommand implements Callable<Integer> {
  private static final String SUBMISSION = "reproduce";

  @Parameters(
      paramLabel = "NAME",
      completionCandidates = Candidates.Runnables.class,
      description = "A train, or a wagon for its newest test.")
  private String name = "";

  @Option(
      names = "--job",
      paramLabel = "I",
      description = "Which job, counted from 0 (default: the first).")
  private int job;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      completionCandidates = Candidates.Datasets.class,
      description = "For a wagon: the test on this dataset.")
  private String dataset = "";

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "A folder that does not exist yet (default: one named like the job).")
  private @Nullable Path into;

  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final TestInputs inputs = new TestInputs();
  @Mixin private final TestArtefacts artefacts = new TestArtefacts();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException,
          UsageException,
          InvalidSettingsException,
          UnknownRevisionException,
          UnsafeTreeException {
    try (OpenYard open = yard.open()) {
      Memory memory = open.neededMemory();
      Recorded recorded =
          Recorded.find(YardNames.of(open.snapshot(), memory), memory, name, dataset);
      WorkOrder order = recorded.order(open, memory, inputs);
      if (job < 0 || job >= order.jobs().size()) {
        throw new UsageException("%s has jobs 0 to %d".formatted(name, order.jobs().size() - 1));
      }
      Optional<OrderProgress> earlier = progress(open, order);
      Path folder = fresh();
      Store store = new Store(folder.resolve("store"), open.json());
      try (StopSignal stop = StopSignal.install(new Cancellation())) {
        prepare(folder, order, open, store);
        run(request(recorded, order, earlier), folder, open, store, stop.cancellation());
      }
      Screen screen = Screen.of(spec);
      order
          .image()
          .ifPresent(
              image ->
                  screen.line(
                      "It ran in image %s, and here on this machine as it is: run.sh can be run in a container of it."
                          .formatted(image)));
      ReproductionReport report =
          new ReproductionReport(result(store, order), earlier.flatMap(this::result));
      ExitCode code = report.print(screen, folder);
      screen.flush();
      return code.code();
    }
  }

  /// Brings order and software into the folder; if that fails, there is no folder, so that the same
  /// can be tried again.
  private void prepare(Path folder, WorkOrder order, OpenYard open, Store store)
      throws IOException, UsageException, UnsafeTreeException {
    boolean ready = false;
    try {
      store.pin(order);
      for (PackageVersion version : order.packages()) {
        provide(version, open, store);
      }
      artefacts.provide(order.artefacts(), open, store);
      ready = true;
    } finally {
      if (!ready) {
        Commit.deleteTree(folder);
      }
    }
  }

  private void run(
      JobRequest request, Path folder, OpenYard open, Store store, Cancellation cancellation)
      throws IOException {
    try (ProgressLine _ =
        ProgressLine.show(
            spec.commandLine().getErr(), () -> "job " + job + " of " + name + " runs")) {
      JobSettings settings =
          Launcher.jobs(InstantSource.system(), cancellation, inputs.hosts(open))
              .reaching(open.elsewhere());
      new JobRunner(store, open.json(), settings).runIn(request, folder.resolve("job"));
    } finally {
      Commit.makeWritable(folder);
    }
  }

  private Path fresh() throws IOException, UsageException {
    String usual = "reproduce-" + name.replace('/', '-') + "-" + job;
    Path folder = (into == null ? Path.of(usual) : into).toAbsolutePath().normalize();
    if (Files.exists(folder)) {
      throw new UsageException(folder + " exists; name another folder with --into");
    }
    return Files.createDirectories(folder).toRealPath();
  }

  /// From the clone, else from the controller's store.
  private static void provide(PackageVersion version, OpenYard open, Store store)
      throws IOException, UsageException, UnsafeTreeException {
    Path target = store.layout().packageFolder(version.tree());
    try {
      open.repository().commits().export(version.tree(), target, store.layout().temporary());
    } catch (IOException e) {
      Optional<Path> kept = kept(version, open);
      if (kept.isEmpty()) {
        throw new IOException(
            "the software cannot be had any more: %s of package %s (tree %s of commit %s) is neither in this clone nor in the store; try git fetch --tags"
                .formatted(
                    version.tag(), version.name(), version.tree(), version.commit().abbreviated()),
            e);
      }
      Files.createDirectories(target.resolveSibling(""));
      Files.createSymbolicLink(target, kept.get());
    }
  }

  private static Optional<Path> kept(PackageVersion version, OpenYard open)
      throws IOException, UsageException {
    if (open.settings().isEmpty() || !open.store().hasPackage(version.tree())) {
      return Optional.empty();
    }
    return Optional.of(open.store().software(version.tree()));
  }

  private static Optional<OrderProgress> progress(OpenYard open, WorkOrder order)
      throws IOException, UsageException {
    return open.settings().isEmpty()
        ? Optional.empty()
        : new ProgressReader(open.store()).read(order.id()).progress();
  }

  /// As the recorded execution ran: without what it went without, with the limits it was given.
  private JobRequest request(Recorded recorded, WorkOrder order, Optional<OrderProgress> earlier) {
    List<String> without = new ArrayList<>(recorded.without());
    Optional<JobResult> result = earlier.flatMap(this::result);
    if (result.isPresent()) {
      List<String> ran =
          result.get().wagons().stream().map(wagon -> wagon.name().toString()).toList();
      without.clear();
      order.wagons().stream()
          .map(wagon -> wagon.name().toString())
          .filter(wagon -> !ran.isEmpty() && !ran.contains(wagon))
          .forEach(without::add);
    }
    return new JobRequest(order.id(), job, SUBMISSION, allowance(earlier), without, 0);
  }

  /// A job gets twice as much after each execution that wanted more than it had.
  private double allowance(Optional<OrderProgress> earlier) {
    List<JobResult> failed =
        earlier.stream()
            .flatMap(it -> it.failed().stream())
            .filter(it -> it.index() == job)
            .toList();
    boolean committed = earlier.filter(it -> it.committed().containsKey(job)).isPresent();
    long before = committed ? failed.size() : Math.max(0, failed.size() - 1);
    return failed.stream()
        .limit(before)
        .filter(it -> it.cause().blame() == ExitCause.Blame.RESOURCES)
        .mapToDouble(_ -> 2)
        .reduce(1, (a, b) -> a * b);
  }

  /// What is recorded of the job: its success, else its last failure.
  private Optional<JobResult> result(OrderProgress progress) {
    JobResult committed = progress.committed().get(job);
    return committed != null
        ? Optional.of(committed)
        : progress.failed().stream()
            .filter(failed -> failed.index() == job)
            .reduce((_, later) -> later);
  }

  private JobResult result(Store store, WorkOrder order) throws IOException {
    return new ProgressReader(store)
        .read(order.id())
        .progress()
        .flatMap(this::result)
        .orElseThrow(() -> new IOException("the job left no result"));
  }
}
