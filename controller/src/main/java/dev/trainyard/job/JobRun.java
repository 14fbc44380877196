package dev.trainyard.job;

import dev.trainyard.job.InputStager.Reading;
import dev.trainyard.json.Json;
import dev.trainyard.model.work.ExitCause;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.JobResult;
import dev.trainyard.model.work.JobResult.WagonResult;
import dev.trainyard.model.work.WagonRun;
import dev.trainyard.store.Commit;
import dev.trainyard.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One execution of a job: its stages, and what is recorded of them.
///
/// Stages: [#stage], [#runWagons], [#judge], [#commit] or [#keepFailure].
final class JobRun {

  private final Store store;
  private final Json json;
  private final JobSettings settings;
  private final Execution execution;
  private final Room room;
  private final Instant started;
  private List<InputStager.Staged> inputs = List.of();
  private Map<String, InputStager.Staged> artefacts = Map.of();
  private InputStager.@Nullable Print listed;
  private List<WagonResult> wagons = List.of();
  private Duration staging = Duration.ZERO;

  JobRun(Store store, Json json, JobSettings settings, Execution execution) {
    this.store = store;
    this.json = json;
    this.settings = settings;
    this.execution = execution;
    this.room = Room.in(store, execution.folder().root());
    this.started = settings.clock().instant();
  }

  JobEnd toEnd() throws IOException {
    try {
      stage();
      runWagons();
      judge();
      room.giveUp();
      return commit();
    } catch (JobFailure failure) {
      return keepFailure(room.explain(failure));
    } catch (IOException failure) {
      return keepFailure(room.explain(failure));
    }
  }

  private void stage() throws IOException, JobFailure {
    long before = System.nanoTime();
    checkRoom();
    List<InputFile> listing = execution.split().inputs();
    Reading reading = isStreamed() ? Reading.LATER : Reading.AT_ONCE;
    Path folder = execution.folder().inputs();
    inputs =
        execution.order().isBuild()
            ? made().stage(listing, folder)
            : new InputStager(settings, reading).stage(listing, folder);
    artefacts = made().stage(chosen(), listing, inputs, execution.folder().artefacts());
    staging = Duration.ofNanos(System.nanoTime() - before);
    Path list = Workplace.listInputs(execution.folder().inputList(), paths());
    list.toFile().setReadOnly();
    listed = InputStager.Print.of(list);
  }

  private ArtefactStager made() {
    return new ArtefactStager(settings, store, execution.order());
  }

  private Map<String, Path> artefactPaths() {
    Map<String, Path> paths = new HashMap<>();
    artefacts.forEach((name, staged) -> paths.put(name, staged.path()));
    return paths;
  }

  private List<Path> paths() {
    return inputs.stream().map(InputStager.Staged::path).toList();
  }

  private boolean isStreamed() {
    return chosen().stream().anyMatch(wagon -> wagon.input().isStream());
  }

  private List<WagonRun> chosen() {
    return execution.request().wagonsOf(execution.order());
  }

  private void checkRoom() throws IOException, JobFailure {
    long fetched =
        execution.split().inputs().stream()
            .filter(input -> !input.location().startsWith("file:"))
            .mapToLong(InputFile::knownSize)
            .sum();
    room.require(fetched + made().fetched());
  }

  private void runWagons() throws IOException, JobFailure {
    List<WagonRun> chosen = chosen();
    int cores = execution.cores(chosen);
    Streams streams = new Streams(inputs, cores);
    try (Premises premises = premises()) {
      WagonShift shift = new WagonShift(premises, json, execution, paths(), artefactPaths());
      wagons = Schedule.run(chosen, cores, new Shifts(shift, streams));
      inputs = streams.finish();
      shift.checkOutputs();
    }
  }

  private Premises premises() throws IOException, JobFailure {
    try {
      return Premises.open(
          settings, store.layout().root(), execution.order().purpose(), execution.name());
    } catch (NotConfinedException e) {
      throw new JobFailure(ExitCause.NOT_CONFINED, e.getMessage() + "");
    }
  }

  /// An input that changed is to blame before any wagon is, also one that changes while it is read
  /// for its checksum.
  private void judge() throws JobFailure {
    InputStager.checkUnchanged(inputs);
    InputStager.checkUnchanged(List.copyOf(artefacts.values()));
    if (listed != null && !listed.isStillOf(execution.folder().inputList())) {
      throw new JobFailure(
          ExitCause.INPUT_BAD, "a wagon changed the list of inputs, which all of them read");
    }
    boolean succeeded = wagons.stream().allMatch(w -> w.cause() == ExitCause.SUCCEEDED);
    List<InputStager.Staged> checked = new ArrayList<>();
    for (InputStager.Staged input : inputs) {
      checked.add(succeeded || input.expected() != null ? input.checked() : input);
    }
    inputs = List.copyOf(checked);
    InputStager.checkUnchanged(inputs);
    for (WagonResult wagon : wagons) {
      if (wagon.cause() != ExitCause.SUCCEEDED && wagon.cause() != ExitCause.DEPENDENCY_FAILED) {
        throw new JobFailure(wagon.cause(), wagon.name() + ": " + wagon.message());
      }
    }
  }

  /// The wagons' work, as the schedule asks for it.
  private final class Shifts implements Schedule.Work {
    private final WagonShift shift;
    private final Streams streams;

    Shifts(WagonShift shift, Streams streams) {
      this.shift = shift;
      this.streams = streams;
    }

    @Override
    public void open(List<WagonRun> readers) {
      streams.open(readers);
    }

    @Override
    public WagonResult run(WagonRun wagon) {
      Optional<Tap> input = streams.of(wagon.name());
      if (settings.cancellation().isCancelled()) {
        input.ifPresent(Tap::leave);
        return WagonShift.failed(wagon, ExitCause.CANCELLED, "the job was cancelled");
      } else if (wagon.input().isStream() && input.isEmpty()) {
        return WagonShift.failed(wagon, ExitCause.STAGING_FAILED, "no stream could be opened");
      }
      return runWagon(shift, wagon, input.orElse(null));
    }
  }

  private WagonResult runWagon(WagonShift shift, WagonRun wagon, @Nullable Tap input) {
    try {
      int place = execution.order().wagons().indexOf(wagon);
      Workplace workplace =
          new Workplace(
              execution.folder().wagon(place),
              execution.folder().inputList(),
              Software.folder(store, execution.order(), wagon),
              wagon,
              execution.artefacts(wagon));
      Program.Limits limits =
          WagonShift.limits(wagon.resources(), execution.request().allowance(), settings);
      double crowd = input == null ? 1 : input.crowd();
      return shift.run(workplace, limits.slowedBy(crowd), execution.about(wagon), input);
    } catch (IOException e) {
      return WagonShift.failed(wagon, ExitCause.STORE_FAILED, LogExcerpt.clean(e + ""));
    } finally {
      if (input != null) {
        input.leave();
      }
    }
  }

  private JobEnd commit() throws IOException {
    Commit.Outcome outcome =
        store.commitJob(execution.folder().result(), result(ExitCause.SUCCEEDED, ""));
    return switch (outcome) {
      case COMMITTED, ALREADY_THERE -> JobEnd.COMMITTED;
    };
  }

  private JobEnd keepFailure(JobFailure failure) throws IOException {
    ExitCause cause = settings.cancellation().isCancelled() ? ExitCause.CANCELLED : failure.cause();
    room.giveUp();
    JobResult result = result(cause, failure.text());
    store.keepAttempt(execution.folder().keepLogsOnly(), result);
    return JobEnd.of(cause);
  }

  private JobResult result(ExitCause cause, String message) throws IOException {
    return new JobResult(
        execution.order().id(),
        execution.request().index(),
        execution.request().submission(),
        execution.name(),
        cause,
        message,
        inputs.stream().map(InputStager.Staged::input).toList(),
        inputs.stream().mapToLong(file -> file.input().size()).sum(),
        staging,
        wagons,
        host(),
        started,
        settings.clock().instant());
  }

  private static String host() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
  }
}
