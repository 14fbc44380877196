package dev.trainyard.cli;

import dev.trainyard.controller.DatasetFiles;
import dev.trainyard.controller.Memory;
import dev.trainyard.controller.Trial;
import dev.trainyard.git.UnsafeTreeException;
import dev.trainyard.job.Cancellation;
import dev.trainyard.job.JobRunner;
import dev.trainyard.job.JobSettings;
import dev.trainyard.json.Json;
import dev.trainyard.model.Durations;
import dev.trainyard.model.Kind;
import dev.trainyard.model.Problem;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.plan.WagonTrial;
import dev.trainyard.store.Commit;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trainyard test`: the test of a wagon, here and now.
///
/// Stages: [#datasets], [#test] on each, then [TestReport].
@Command(
    name = "test",
    description = {
      "Tests a wagon on this machine, before any commit.",
      "It is the controller's own test: its sample, limits, measurement and rules, on the "
          + "wagon as it lies in the working copy. Software is taken as it lies there too, except "
          + "where the wagon asks for a tag. Nothing is written but to a temporary folder, which "
          + "stays if the test fails."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the wagon passed, or broke rules that only warn",
      "1:the command line is wrong, or there is no such wagon",
      "2:the wagon, its dataset or the settings have errors",
      "3:something outside failed: inputs that cannot be listed, a full disk",
      "5:the wagon failed",
      "31:a bug of Trainyard"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trainyard test dimuon/mass --inputs-root /data",
      "  trainyard test dimuon/mass --dataset run2010 --files 3",
      "  trainyard test dimuon/mass --inputs-root /data --keep   # to look into it",
      "  trainyard test shower/energies --artefact model=model.json"
    },
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  private static final int MOST_PROBLEMS = 20;

  @Parameters(
      paramLabel = "WAGON",
      completionCandidates = Candidates.Wagons.class,
      description = "analysis/wagon, or the last word of it.")
  private String wagon = "";

  @Mixin private final YardOption yard = new YardOption();
  @Mixin private final TestInputs inputs = new TestInputs();
  @Mixin private final TestArtefacts artefacts = new TestArtefacts();

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      completionCandidates = Candidates.Datasets.class,
      description = "Test on this dataset (default: on all that it is enabled on).")
  private List<String> named = new ArrayList<>();

  @Option(
      names = "--files",
      paramLabel = "N",
      description = "Test on so many input files, not as many as the yard says.")
  private @Nullable Integer files;

  @Option(names = "--keep", description = "Keep the folder also if the test passes.")
  private boolean keep;

  @Mixin private final OutputOption output = new OutputOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call()
      throws IOException, UsageException, InvalidSettingsException, UnsafeTreeException {
    if (files != null && files < 1) {
      throw new UsageException("--files is at least 1");
    }
    // It is let go when all is cleaned away: the process stays for so long.
    try (StopSignal stop = StopSignal.install(new Cancellation())) {
      return test(stop.cancellation()).code();
    }
  }

  private ExitCode test(Cancellation cancellation)
      throws IOException, UsageException, InvalidSettingsException, UnsafeTreeException {
    Path work = Files.createTempDirectory("trainyard-test-").toRealPath();
    TestReport report = new TestReport(work);
    try (OpenYard open = yard.open();
        WorkingYard here =
            WorkingYard.read(open, work.resolve("objects.git"), InstantSource.system().instant())) {
      YardNames names = YardNames.of(here.snapshot(), Memory.EMPTY);
      Optional<Named> found = wagon(names, here.snapshot());
      if (found.isEmpty()) {
        return ExitCode.INVALID;
      }
      WagonRef ref = found.get().wagon();
      Declared<WagonSpec> declared = Objects.requireNonNull(here.snapshot().wagons().get(ref));
      DatasetFiles listings = inputs.files(open);
      Memory memory = open.memory();
      JobSettings settings =
          Launcher.jobs(InstantSource.system(), cancellation, inputs.hosts(open))
              .reaching(open.elsewhere());
      List<Artefact> given = artefacts.of(ref, here.snapshot(), memory);
      for (Declared<DatasetSpec> dataset : datasets(here.snapshot(), names, ref, declared)) {
        WagonTrial.Answer answer =
            Trial.ask(here.snapshot(), ref, dataset, memory.trains(), listings, given);
        report.add(
            test(answer, here, open, dataset.name(), settings, work.resolve(dataset.name())),
            memory);
      }
      return answer(report, here.snapshot(), open.json());
    } finally {
      if (!keep && !report.hasFailure()) {
        Commit.deleteTree(work);
      } else {
        Commit.makeWritable(work);
      }
    }
  }

  /// The wagon that is meant; empty, with all that is wrong printed, if errors may hide it.
  private Optional<Named> wagon(YardNames names, Snapshot snapshot) throws UsageException {
    List<Problem> errors = snapshot.problems().stream().filter(Problem::isError).toList();
    try {
      return Optional.of(names.find(wagon, EnumSet.of(Kind.WAGON)));
    } catch (UsageException e) {
      if (errors.isEmpty()) {
        throw e;
      }
      Screen.complain(spec, "there is no wagon %s that could be read:".formatted(wagon));
      errors.stream()
          .limit(MOST_PROBLEMS)
          .forEach(error -> Screen.complain(spec, error.toString()));
      return Optional.empty();
    }
  }

  /// The datasets asked for, else those that it is enabled on.
  private List<Declared<DatasetSpec>> datasets(
      Snapshot snapshot, YardNames names, WagonRef ref, Declared<WagonSpec> declared)
      throws UsageException {
    List<String> asked = new ArrayList<>(named);
    if (asked.isEmpty()) {
      declared.spec().enabledOn().forEach(on -> asked.add(on.dataset()));
    }
    if (asked.isEmpty()) {
      snapshot.trains().values().stream()
          .filter(train -> train.spec().wagons().named().contains(ref.toString()))
          .map(train -> train.spec().dataset())
          .distinct()
          .sorted()
          .forEach(asked::add);
    }
    if (asked.isEmpty()) {
      throw new UsageException(ref + " is enabled on no dataset; name one with --dataset");
    }
    List<Declared<DatasetSpec>> datasets = new ArrayList<>();
    for (String text : asked) {
      String name = names.find(text, EnumSet.of(Kind.DATASET)).name();
      Declared<DatasetSpec> dataset = Objects.requireNonNull(snapshot.datasets().get(name), name);
      datasets.add(files == null ? dataset : TestScope.of(dataset, files));
    }
    return datasets;
  }

  private TestReport.Entry test(
      WagonTrial.Answer answer,
      WorkingYard here,
      OpenYard open,
      String dataset,
      JobSettings settings,
      Path folder)
      throws IOException, UnsafeTreeException, UsageException {
    return switch (answer) {
      case WagonTrial.Answer.Refused(String reason, String message) ->
          new TestReport.Refused(dataset, reason, message);
      case WagonTrial.Answer.Later(String message) -> new TestReport.Unknown(dataset, message);
      case WagonTrial.Answer.Ready(WagonTrial trial) -> {
        Store store = new Store(folder.resolve("store"), open.json());
        artefacts.provide(trial.artefacts(), open, store);
        yield run(trial, here, dataset, new JobRunner(store, open.json(), settings), store, folder);
      }
    };
  }

  private TestReport.Entry run(
      WagonTrial trial,
      WorkingYard here,
      String dataset,
      JobRunner runner,
      Store store,
      Path folder)
      throws IOException, UnsafeTreeException {
    InstantSource clock = InstantSource.system();
    Instant start = clock.instant();
    try (ProgressLine _ =
        ProgressLine.show(
            spec.commandLine().getErr(),
            () ->
                "%s on %s: %d of %d files, %s"
                    .formatted(
                        wagon,
                        dataset,
                        trial.sample().size(),
                        trial.datasetFiles(),
                        Durations.forPeople(
                            Duration.ofSeconds(
                                Duration.between(start, clock.instant()).toSeconds()))))) {
      Trial run = new Trial(folder, store, runner, here::fetch, clock);
      return new TestReport.Tested(run.run(trial), trial.datasetFiles());
    }
  }

  private ExitCode answer(TestReport report, Snapshot snapshot, Json json) {
    Screen screen = Screen.of(spec);
    switch (output.format()) {
      case TEXT -> report.print(screen, snapshot, keep);
      case JSON -> screen.json(json, report.values(keep));
    }
    screen.flush();
    return report.code();
  }
}
