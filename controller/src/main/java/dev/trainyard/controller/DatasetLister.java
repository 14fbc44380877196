package dev.trainyard.controller;

import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.DerivedFrom;
import dev.trainyard.model.spec.DatasetSpec.RunSelection;
import dev.trainyard.model.spec.DatasetSpec.RunsFrom;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.RunListSpec;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec.ArtefactFrom;
import dev.trainyard.model.status.Composition;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.Artefact;
import dev.trainyard.model.work.DatasetListing;
import dev.trainyard.model.work.InputFile;
import dev.trainyard.model.work.InputListing;
import dev.trainyard.plan.Artefacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lists the datasets that somebody needs, beside the rounds: a slow catalogue holds up what needs
/// it and nothing else. A listing is kept until the dataset changes or the listing is old.
final class DatasetLister implements AutoCloseable {
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final DatasetFiles files;
  private final Duration keep;
  private final InstantSource clock;
  private final Runnable listed;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Executor executor;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final NeededDatasets needed = new NeededDatasets();

  /// Datasets whose files were asked for in this round.
  private final Set<String> wanted = new HashSet<>();

  /// @param keep how long a listing counts
  /// @param listed told when a listing is there
  DatasetLister(DatasetFiles files, Duration keep, InstantSource clock, Runnable listed) {
    this.files = files;
    this.keep = keep;
    this.clock = clock;
    this.listed = listed;
    this.executor = threads;
  }

  private DatasetLister(DatasetFiles files, InstantSource clock) {
    this.files = files;
    this.keep = ChronoUnit.FOREVER.getDuration();
    this.clock = clock;
    this.listed = () -> {};
    this.executor = Runnable::run;
  }

  /// The listings, with everything asked for at once and waited for.
  static Map<String, DatasetListing> listNow(
      Snapshot snapshot, Map<String, TrainStatus> trains, DatasetFiles files) {
    try (DatasetLister lister = new DatasetLister(files, InstantSource.fixed(Instant.EPOCH))) {
      return lister.listings(snapshot, trains);
    }
  }

  /// The listing of one dataset, asked for and waited for.
  static DatasetListing listNow(
      Declared<DatasetSpec> dataset,
      Snapshot snapshot,
      Map<String, TrainStatus> trains,
      DatasetFiles files) {
    try (DatasetLister lister = new DatasetLister(files, InstantSource.fixed(Instant.EPOCH))) {
      return lister.listing(dataset, snapshot, trains);
    }
  }

  /// A listing that was asked for.
  ///
  /// @param key of everything that decides it
  /// @param asked when it was asked for
  /// @param answer null while it is under way
  /// @param earlier the last answer for the same key, which counts meanwhile
  private record Entry(
      Digest key,
      Instant asked,
      @Nullable DatasetListing answer,
      @Nullable DatasetListing earlier) {}

  /// What is known of every dataset that a waiting train or an enabled wagon needs.
  Map<String, DatasetListing> listings(Snapshot snapshot, Map<String, TrainStatus> trains) {
    Map<String, DatasetListing> listings = new HashMap<>();
    wanted.clear();
    for (String name : needed.of(snapshot, trains)) {
      Declared<DatasetSpec> dataset = snapshot.datasets().get(name);
      if (dataset != null) {
        listings.put(name, listing(dataset, snapshot, trains));
      }
    }
    entries.keySet().retainAll(wanted);
    return listings;
  }

  private DatasetListing listing(
      Declared<DatasetSpec> dataset, Snapshot snapshot, Map<String, TrainStatus> trains) {
    Map<String, ArtefactFrom> made = dataset.spec().made();
    if (made != null) {
      return made(dataset.name(), new Artefacts(snapshot, trains).of(made));
    }
    DerivedFrom derived = dataset.spec().derivedFrom();
    TrainStatus source = derived == null ? null : trains.get(derived.train());
    if (derived != null && (source == null || !(source.phase() instanceof TrainPhase.Succeeded))) {
      boolean declared = snapshot.trains().containsKey(derived.train());
      return declared && source == null
          ? new DatasetListing.Unknown("train " + derived.train() + " has not been looked at yet")
          : notYet(dataset.name(), derived.train(), source);
    }
    Composition composition = source == null ? null : source.composition();
    if (composition != null) {
      String order = composition.order();
      Digest key = Digest.ofParts(dataset.content().hex(), order);
      return answer(dataset.name(), key, () -> files.listDerived(dataset, order));
    }
    List<Long> runs = runs(dataset.spec().runs(), snapshot);
    if (dataset.spec().runs() != null && runs.isEmpty()) {
      // To a lister of files, no runs would mean all of them.
      return new DatasetListing.Failed(
          "NoRuns",
          "dataset "
              + dataset.name()
              + " selects no run any more; mend its run list or its quality flags");
    }
    Digest key = Digest.ofParts(dataset.content().hex(), runs.toString());
    return answer(dataset.name(), key, () -> files.list(dataset, runs));
  }

  /// The input of a build: what trains have merged, in the order of the artefacts' names.
  private DatasetListing made(String dataset, Artefacts.Answer answer) {
    return switch (answer) {
      case Artefacts.Answer.Refused(String reason, String message) ->
          new DatasetListing.Failed(reason, message);
      case Artefacts.Answer.Later(String _, String message) -> new DatasetListing.Unknown(message);
      case Artefacts.Answer.Found(List<Artefact> artefacts) -> {
        List<InputFile> inputs = new ArrayList<>();
        for (Artefact artefact : artefacts) {
          files
              .locate(artefact.path())
              .ifPresent(location -> inputs.add(InputFile.of(artefact, location)));
        }
        yield inputs.size() == artefacts.size()
            ? new DatasetListing.Listed(InputListing.of(dataset, inputs))
            : new DatasetListing.Unknown(
                "dataset %s is made of what trains have merged, which lies in the controller's store; name its settings with --settings"
                    .formatted(dataset));
      }
    };
  }

  /// A dataset whose train has not succeeded: it waits, unless only a person can get that train on.
  private static DatasetListing notYet(String dataset, String train, @Nullable TrainStatus source) {
    String phase = source == null ? "not declared" : source.phase().word();
    String message =
        "dataset %s is made of train %s, which has not succeeded yet (%s)"
            .formatted(dataset, train, phase);
    boolean goesOn =
        source != null
            && (source.phase() instanceof TrainPhase.Underway
                || source.phase() instanceof TrainPhase.Pending);
    return goesOn
        ? new DatasetListing.Unknown(message)
        : new DatasetListing.Failed("WaitsForTrain", message);
  }

  private DatasetListing answer(String dataset, Digest key, Supplier<DatasetListing> ask) {
    wanted.add(dataset);
    Entry entry = entries.get(dataset);
    if (entry == null || !entry.key().equals(key)) {
      entry = ask(dataset, new Entry(key, clock.instant(), null, null), ask);
    } else if (entry.answer() != null && isDue(entry)) {
      entry = ask(dataset, new Entry(key, clock.instant(), null, entry.answer()), ask);
    }
    DatasetListing known = entry.answer() != null ? entry.answer() : entry.earlier();
    return known != null
        ? known
        : new DatasetListing.Unknown("the files of dataset " + dataset + " are being listed");
  }

  private boolean isDue(Entry entry) {
    Instant now = clock.instant();
    boolean clockWasSetBack = now.isBefore(entry.asked());
    return clockWasSetBack || !now.isBefore(until(entry));
  }

  /// When a dataset is to be listed anew, if none is being listed before.
  Optional<Instant> nextDue() {
    return entries.values().stream()
        .filter(entry -> entry.answer() != null)
        .map(this::until)
        .min(Comparator.naturalOrder());
  }

  /// A listing counts for a while; one that could not be made is soon tried again.
  private Instant until(Entry entry) {
    boolean unknown = entry.answer() instanceof DatasetListing.Unknown;
    return entry.asked().plus(unknown && RETRY.compareTo(keep) < 0 ? RETRY : keep);
  }

  private Entry ask(String dataset, Entry asked, Supplier<DatasetListing> ask) {
    entries.put(dataset, asked);
    executor.execute(() -> list(dataset, asked, ask));
    return entries.getOrDefault(dataset, asked);
  }

  private void list(String dataset, Entry asked, Supplier<DatasetListing> ask) {
    DatasetListing answer;
    try {
      answer = ask.get();
    } catch (RuntimeException e) {
      answer = new DatasetListing.Unknown("listing failed: " + e.getMessage());
    }
    entries.replace(dataset, asked, new Entry(asked.key(), asked.asked(), answer, asked.earlier()));
    listed.run();
  }

  /// The runs that a dataset consists of, ascending.
  static List<Long> runs(@Nullable RunSelection selection, Snapshot snapshot) {
    if (selection == null) {
      return List.of();
    }
    Set<Long> runs = new TreeSet<>();
    for (RunsFrom from : selection.from()) {
      String name = from.runList();
      String listener = from.listener();
      Declared<RunListSpec> list = name == null ? null : snapshot.runLists().get(name);
      if (listener != null) {
        runs.addAll(snapshot.listeners().runs().getOrDefault(listener, List.of()));
      } else if (list != null) {
        list.spec().runs().stream().filter(from::takes).forEach(run -> runs.add(run.run()));
      }
    }
    runs.removeAll(Set.copyOf(selection.exclude()));
    return List.copyOf(runs);
  }

  @Override
  public void close() {
    threads.shutdownNow(); // not waited for: a listing may hang in a file system that is away
  }
}
