package dev.trainyard.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.json.Json;
import dev.trainyard.model.spec.WagonSpec.MergeKind;
import dev.trainyard.model.spec.WagonSpec.Output;
import dev.trainyard.model.spec.WagonSpec.Resources;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.JobResult.OutputFile;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.ResourceUsage;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.model.work.WorkOrder.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One wagon's part of a job: run, judged by its success rules, its outputs taken over.
final class WagonShift {
  private final Premises premises;
  private final Json json;
  private final JobFolder folder;
  private final String execution;
  private final MergeTrial mergeTrial;
  private final boolean isTest;
  private final List<Path> inputs;
  private final Map<String, Path> artefacts;
  private final OutputCheck outputCheck = new OutputCheck();

  /// @param inputs the local paths of the job's inputs
  /// @param artefacts those of its artefacts, by name
  WagonShift(
      Premises premises,
      Json json,
      Execution execution,
      List<Path> inputs,
      Map<String, Path> artefacts) {
    this.inputs = List.copyOf(inputs);
    this.artefacts = Map.copyOf(artefacts);
    this.premises = premises;
    this.json = json;
    this.folder = execution.folder();
    this.execution = execution.name();
    this.isTest = execution.order().purpose() != Purpose.TRAIN;
    this.mergeTrial = new MergeTrial(execution.request().index(), folder.result());
  }

  /// Runs the wagon; a failure is a result, never an exception.
  ///
  /// @param about what its `TRAINYARD_META` says
  /// @param input where it reads a stream, if it does
  WagonResult run(
      Workplace place, Program.Limits limits, Map<String, Object> about, @Nullable Tap input) {
    WagonRun wagon = place.wagon();
    try {
      place.prepare(json, about, folder.result(), artefacts);
      Program program = program(place, limits, input);
      WagonProcess.Outcome outcome = WagonProcess.run(premises, program);
      Files.write(folder.samples(wagon.name()), outcome.prmon().getBytes(UTF_8));
      return judge(place, program, outcome);
    } catch (IllegalArgumentException e) {
      return failed(wagon, ExitCause.NOT_STARTED, LogExcerpt.clean(e.getMessage() + ""));
    } catch (IOException e) {
      return failed(wagon, ExitCause.STORE_FAILED, LogExcerpt.clean(e + ""));
    }
  }

  /// Looks again at the outputs of all wagons that have run.
  ///
  /// @throws JobFailure if a wagon changed those of another
  void checkOutputs() throws JobFailure {
    outputCheck.checkUnchanged();
  }

  private Program program(Workplace place, Program.Limits limits, @Nullable Tap input)
      throws IOException {
    String owner = execution + "/" + place.wagon().name();
    Path log = folder.log(place.wagon().name());
    Files.createDirectories(Objects.requireNonNull(log.getParent()));
    return new Program(
        owner,
        place.fill(place.wagon().command(), json),
        place.environment(owner),
        place.scratch(),
        log,
        input,
        null,
        limits,
        place.sight(inputs));
  }

  private WagonResult judge(Workplace place, Program program, WagonProcess.Outcome outcome)
      throws IOException {
    WagonRun wagon = place.wagon();
    Optional<JobFailure> broken = brokenRule(wagon, program.log(), outcome);
    List<OutputFile> outputs = List.of();
    if (broken.isEmpty()) {
      try {
        List<OutputFile> made = outputCheck.collect(wagon, place.output(), folder.result());
        mergeTrial.check(wagon, made);
        tryPrograms(place, program, made);
        outputs = made;
      } catch (JobFailure e) {
        broken = Optional.of(e);
      }
    }
    return new WagonResult(
        wagon.name(),
        broken.map(JobFailure::cause).orElse(ExitCause.SUCCEEDED),
        outcome.exitCode(),
        broken.map(JobFailure::text).orElse(outcome.message()),
        broken.isEmpty() ? List.of() : LogExcerpt.marked(program.log()),
        withOutputs(outcome.usage(), outputs),
        outputs);
  }

  /// Lets the wagon's own merge programs show in a test that they can merge.
  private void tryPrograms(Workplace place, Program program, List<OutputFile> made)
      throws IOException, JobFailure {
    WagonRun wagon = place.wagon();
    for (int i = 0; isTest && i < made.size(); i++) {
      Output output = wagon.outputs().get(i);
      if (output.merge().kind() == MergeKind.COMMAND) {
        new CommandMerge(
                premises,
                json,
                program.limits(),
                output.merge().command(),
                wagon.dependingOn(List.of()),
                place.software(),
                place.folder().resolve("merge" + i),
                program.owner() + "/merge" + i)
            .check(mergeTrial.part(wagon, made.get(i)));
      }
    }
  }

  private static Optional<JobFailure> brokenRule(
      WagonRun wagon, Path log, WagonProcess.Outcome outcome) throws IOException {
    if (outcome.cause() != ExitCause.SUCCEEDED) {
      return Optional.of(new JobFailure(outcome.cause(), outcome.message()));
    }
    if (!wagon.success().exitCodes().contains(outcome.exitCode())) {
      return Optional.of(
          outcome
              .signal()
              .map(name -> new JobFailure(ExitCause.SIGNAL, "it was killed by " + name))
              .orElseGet(
                  () ->
                      new JobFailure(
                          ExitCause.EXIT_CODE, "it ended with exit code " + outcome.exitCode())));
    }
    return LogExcerpt.found(log, wagon.success().logMustNotContain()).stream()
        .findFirst()
        .map(
            text ->
                new JobFailure(
                    ExitCause.LOG_PATTERN, "its log holds \"" + LogExcerpt.clean(text) + "\""));
  }

  private static ResourceUsage withOutputs(ResourceUsage usage, List<OutputFile> outputs) {
    long bytes = outputs.stream().mapToLong(OutputFile::size).sum();
    return new ResourceUsage(
        usage.cpu(),
        usage.wall(),
        usage.rssMax(),
        usage.pssMax(),
        usage.pssAverage(),
        usage.virtualMax(),
        usage.readBytes(),
        usage.writtenBytes(),
        bytes,
        usage.logBytes(),
        usage.processesMax());
  }

  /// A wagon that did not run to its end.
  static WagonResult failed(WagonRun wagon, ExitCause cause, String message) {
    return new WagonResult(
        wagon.name(), cause, -1, message, List.of(), ResourceUsage.NONE, List.of());
  }

  /// The limits of a wagon on a job with this allowance.
  static Program.Limits limits(Resources resources, double allowance, JobSettings settings) {
    return WagonProcess.limits(resources.memory(), resources.time(), allowance, settings.log());
  }
}
