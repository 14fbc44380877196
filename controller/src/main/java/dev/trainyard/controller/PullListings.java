package dev.trainyard.controller;

import dev.trainyard.controller.PullReading.Openness;
import dev.trainyard.model.Digest;
import dev.trainyard.model.WagonRef;
import dev.trainyard.model.reconcile.Impact;
import dev.trainyard.model.spec.DatasetSpec;
import dev.trainyard.model.spec.DatasetSpec.State;
import dev.trainyard.model.spec.Declared;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.spec.TrainSpec;
import dev.trainyard.model.spec.WagonSpec;
import dev.trainyard.model.status.TrainPhase;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.work.DatasetListing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lists the datasets that pull requests need, and remembers each for a while. One that is slow is
/// not waited for: it is unknown meanwhile.
final class PullListings implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PullListings.class);
  private static final DatasetListing UNTRUSTED =
      new DatasetListing.Unknown("its files are looked for once the pull request is trusted");

  /// When a listing that could not be made is tried again.
  private static final Duration RETRY = Duration.ofSeconds(30);

  /// With so many listings under way, none is waited for.
  private static final int MOST_AWAITED = 3;

  private final DatasetFiles files;
  private final Duration keep;
  private final InstantSource clock;
  private final Duration patience;
  private final Runnable listed;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Digest, Entry> known = new ConcurrentHashMap<>();
  private final Set<Digest> used = new HashSet<>();
  private final AtomicInteger underway = new AtomicInteger();
  private volatile Map<String, TrainStatus> trains = Map.of();

  /// A listing that was asked for.
  ///
  /// @param answer null while it is under way for the first time
  /// @param again whether it is being made anew
  private record Entry(Instant asked, @Nullable DatasetListing answer, boolean again) {}

  /// @param keep how long a listing counts
  /// @param patience how long a first listing is waited for; later ones come when they come
  /// @param listed told when a listing came that nobody waited for
  PullListings(
      DatasetFiles files, Duration keep, InstantSource clock, Duration patience, Runnable listed) {
    this.files = files;
    this.keep = keep;
    this.clock = clock;
    this.patience = patience;
    this.listed = listed;
  }

  /// Takes over what became of trains.
  void knows(Map<String, TrainStatus> statuses) {
    trains = statuses;
  }

  /// When a listing has to be made anew, if there is one.
  Optional<Instant> nextDue() {
    return known.values().stream()
        .filter(entry -> entry.answer() != null && !entry.again())
        .map(this::until)
        .min(Comparator.naturalOrder());
  }

  private Instant until(Entry entry) {
    boolean unknown = entry.answer() instanceof DatasetListing.Unknown;
    return entry.asked().plus(unknown && RETRY.compareTo(keep) < 0 ? RETRY : keep);
  }

  /// All pull requests are looked at now.
  void begin() {
    used.clear();
  }

  /// All were looked at: what nobody needed is forgotten.
  void end() {
    known.keySet().retainAll(used);
  }

  /// Lists what a merge needs.
  ///
  /// @param now gets the listings after the merge
  /// @param then gets those before it, of datasets that are others
  void list(
      Snapshot before,
      Snapshot after,
      Impact impact,
      Openness openness,
      Map<String, DatasetListing> now,
      Map<String, DatasetListing> then) {
    for (String name : needed(after, impact)) {
      Declared<DatasetSpec> dataset = after.datasets().get(name);
      if (dataset != null) {
        Declared<DatasetSpec> same = before.datasets().get(name);
        boolean isKnown = same != null && key(same, before).equals(key(dataset, after));
        now.put(
            name, isKnown || openness == Openness.ALL_DATASETS ? list(dataset, after) : UNTRUSTED);
      }
    }
    for (String name : impact.datasets()) {
      Declared<DatasetSpec> dataset = before.datasets().get(name);
      if (dataset != null) {
        then.put(name, list(dataset, before));
      }
    }
  }

  private Set<String> needed(Snapshot after, Impact impact) {
    Set<String> needed = new TreeSet<>(impact.datasets());
    for (WagonRef wagon : impact.wagons()) {
      Declared<WagonSpec> declared = after.wagons().get(wagon);
      if (declared != null) {
        declared.spec().enabledOn().forEach(on -> needed.add(on.dataset()));
      }
    }
    for (String name : impact.trains()) {
      Declared<TrainSpec> train = after.trains().get(name);
      if (train != null) {
        needed.add(train.spec().dataset());
      }
    }
    for (Declared<TrainSpec> train : after.trains().values()) {
      if (waits(train.name())
          && train.spec().wagons().named().stream()
              .map(WagonRef::parse)
              .anyMatch(impact.wagons()::contains)) {
        needed.add(train.spec().dataset());
      }
    }
    needed.removeIf(name -> !isActive(after.datasets().get(name)));
    return needed;
  }

  private boolean waits(String train) {
    TrainStatus status = trains.get(train);
    return status == null || status.phase() instanceof TrainPhase.Waiting;
  }

  private static boolean isActive(@Nullable Declared<DatasetSpec> dataset) {
    return dataset != null && dataset.spec().state() == State.ACTIVE;
  }

  /// What decides which files it has.
  private static Digest key(Declared<DatasetSpec> dataset, Snapshot yard) {
    return Digest.ofParts(
        dataset.name(),
        dataset.content().hex(),
        DatasetLister.runs(dataset.spec().runs(), yard).toString());
  }

  private DatasetListing list(Declared<DatasetSpec> dataset, Snapshot yard) {
    if (dataset.spec().made() != null) {
      return DatasetLister.listNow(dataset, yard, trains, files); // the statuses say it
    }
    Digest key = key(dataset, yard);
    used.add(key);
    Entry entry = known.get(key);
    if (entry == null) {
      entry = listFirst(key, dataset, yard);
    } else if (entry.answer() != null
        && !entry.again()
        && !clock.instant().isBefore(until(entry))) {
      known.put(key, new Entry(entry.asked(), entry.answer(), true));
      var _ = submit(key, dataset, yard).thenRun(listed);
    }
    return entry.answer() != null
        ? entry.answer()
        : new DatasetListing.Unknown(
            "the files of dataset " + dataset.name() + " are being listed");
  }

  private Entry listFirst(Digest key, Declared<DatasetSpec> dataset, Snapshot yard) {
    Entry asked = new Entry(clock.instant(), null, true);
    known.put(key, asked);
    boolean wait = underway.get() < MOST_AWAITED;
    CompletableFuture<Entry> listing = submit(key, dataset, yard);
    try {
      return listing.get(wait ? patience.toMillis() : 0, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      var _ = listing.thenRun(listed);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a listing always answers", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return asked;
  }

  /// It is tried again after a while.
  private Entry failed(Digest key, String why) {
    DatasetListing unknown = new DatasetListing.Unknown("a bug in listing its files: " + why);
    Entry entry = new Entry(clock.instant(), unknown, false);
    known.put(key, entry);
    return entry;
  }

  private CompletableFuture<Entry> submit(
      Digest key, Declared<DatasetSpec> dataset, Snapshot yard) {
    underway.incrementAndGet();
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            DatasetListing listing = DatasetLister.listNow(dataset, yard, trains, files);
            Entry answered = new Entry(clock.instant(), listing, false);
            known.put(key, answered);
            return answered;
          } catch (RuntimeException | Error e) {
            log.atError().setCause(e).log("Bug in listing dataset {}", dataset.name());
            return failed(key, String.valueOf(e));
          } finally {
            underway.decrementAndGet();
          }
        },
        threads);
  }

  @Override
  public void close() {
    threads.shutdownNow(); // not waited for: a listing may hang in a file system that is away
  }
}
