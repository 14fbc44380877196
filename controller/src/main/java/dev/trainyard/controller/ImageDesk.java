package dev.trainyard.controller;

import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge.Ready;
import dev.trainyard.model.spec.PackageImage;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.WagonTestStatus;
import dev.trainyard.model.work.ImageLookup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks registries for the images that somebody needs, beside the rounds. An answer counts for a
/// while; what a name stood for last counts on while its registry does not answer.
final class ImageDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ImageDesk.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
  private static final int MOST_DOUBLINGS = 10;

  /// How many images of one pull request are looked for.
  private static final int MOST_OF_A_PULL = 20;

  private static final ImageLookup TOO_MANY =
      new ImageLookup.Failed(
          "TooManyImages",
          "a pull request brings more than %d images; bring them in several"
              .formatted(MOST_OF_A_PULL));

  private static final int AT_ONCE = 4;

  private static final String CONDITION = "ImagesFound";

  private final ImageSources from;
  private final InstantSource clock;
  private final Runnable answered;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Executor executor;
  private final Semaphore turns = new Semaphore(AT_ONCE);
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /// Those that main needs, and not only a pull request.
  private Set<String> ofMain = Set.of();

  /// @param answered told when an answer is there
  ImageDesk(ImageSources from, InstantSource clock, Runnable answered) {
    this.from = from;
    this.clock = clock;
    this.answered = answered;
    this.executor = threads;
  }

  private ImageDesk(ImageSources from) {
    this.from = from;
    this.clock = InstantSource.fixed(Instant.EPOCH);
    this.answered = () -> {};
    this.executor = Runnable::run;
  }

  /// What an image's name stands for.
  ///
  /// @param asked when it was asked for last
  /// @param answer the last one; null as long as there is none
  /// @param found the digest that counts; null if none was ever found
  /// @param setbacks how often in a row there was nothing to be had
  /// @param underway whether it is being asked for
  private record Entry(
      Instant asked,
      @Nullable ImageLookup answer,
      @Nullable String found,
      int setbacks,
      boolean underway) {

    Entry asking(Instant now) {
      return new Entry(now, answer, found, setbacks, true);
    }

    Entry answered(ImageLookup now) {
      return switch (now) {
        case ImageLookup.Found(String digest) -> new Entry(asked, now, digest, 0, false);
        case ImageLookup.Failed(String _, String _) ->
            new Entry(asked, now, null, setbacks + 1, false);
        case ImageLookup.Unknown(String _) -> new Entry(asked, now, found, setbacks + 1, false);
      };
    }
  }

  /// What is known of the images that a yard and its pull requests need.
  ///
  /// @param memory what was said so far
  Map<String, ImageLookup> lookups(Snapshot yard, Memory memory, List<PullView> pulls) {
    if (from.engines().isEmpty()) {
      return Map.of();
    }
    ofMain = NeededImages.of(yard, memory.trains());
    Set<String> needed = new TreeSet<>(ofMain);
    Map<String, ImageLookup> known = new HashMap<>();
    for (PullView pull : pulls) {
      if (pull.merge() instanceof Ready ready) {
        Set<String> all = NeededImages.of(ready.after(), ready.impact());
        all.stream().limit(MOST_OF_A_PULL).forEach(needed::add);
        all.stream().skip(MOST_OF_A_PULL).forEach(name -> known.put(name, TOO_MANY));
      }
    }
    entries.keySet().retainAll(needed);
    needed.forEach(name -> known.put(name, lookup(name, memory)));
    return known;
  }

  /// The same with everything asked for at once and waited for.
  static Map<String, ImageLookup> lookNow(
      ImageSources from, Snapshot yard, Memory memory, List<PullView> pulls) {
    try (ImageDesk desk = new ImageDesk(from)) {
      return desk.lookups(yard, memory, pulls);
    }
  }

  private ImageLookup lookup(String name, Memory memory) {
    Entry entry = entries.get(name);
    if (entry == null) {
      entry = ask(name, new Entry(Instant.MIN, null, null, 0, true));
    } else if (!entry.underway() && isDue(entry)) {
      entry = ask(name, entry);
    }
    ImageLookup answer = entry.answer();
    if (entry.found() != null) {
      return new ImageLookup.Found(entry.found());
    } else if (answer instanceof ImageLookup.Unknown) {
      return remembered(name, memory).<ImageLookup>map(ImageLookup.Found::new).orElse(answer);
    }
    return answer == null ? new ImageLookup.Unknown("its registry is being asked") : answer;
  }

  /// What the newest test ran in that speaks of this name.
  private static Optional<String> remembered(String name, Memory memory) {
    return memory.tests().values().stream()
        .sorted(Comparator.comparing(WagonTestStatus::since).reversed())
        .flatMap(test -> test.packages().stream())
        .map(PackageVersion::image)
        .filter(Objects::nonNull)
        .filter(image -> image.reference().equals(name))
        .map(PackageImage::digest)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private boolean isDue(Entry entry) {
    Instant now = clock.instant();
    boolean clockWasSetBack = now.isBefore(entry.asked());
    return clockWasSetBack || !now.isBefore(until(entry));
  }

  private Instant until(Entry entry) {
    if (entry.setbacks() == 0) {
      return entry.asked().plus(from.keep());
    }
    int doublings = Math.min(entry.setbacks() - 1, MOST_DOUBLINGS);
    Duration pause = FIRST_RETRY.multipliedBy(1L << doublings);
    return entry.asked().plus(pause.compareTo(from.keep()) > 0 ? from.keep() : pause);
  }

  /// When an image is to be asked for again.
  Optional<Instant> nextDue() {
    return entries.values().stream()
        .filter(entry -> !entry.underway())
        .map(this::until)
        .min(Comparator.naturalOrder());
  }

  /// Says whether all images that main needs could be found.
  void judge(YardConditions conditions) {
    List<String> troubles = new ArrayList<>();
    for (String name : ofMain) {
      Entry entry = entries.get(name);
      switch (entry == null ? null : entry.answer()) {
        case ImageLookup.Failed(String _, String message) -> troubles.add(name + ": " + message);
        case ImageLookup.Unknown(String message) -> troubles.add(name + ": " + message);
        case ImageLookup.Found(String _) -> {}
        case null -> {}
      }
    }
    if (ofMain.isEmpty()) {
      conditions.off(CONDITION);
    } else if (troubles.isEmpty()) {
      conditions.holds(CONDITION, "Found");
    } else {
      int more = troubles.size() - 1;
      String rest = more == 0 ? "" : "; and " + more + " more";
      conditions.fails(CONDITION, "NotFound", "image " + troubles.getFirst() + rest);
    }
  }

  private Entry ask(String name, Entry before) {
    Entry asking = before.asking(clock.instant());
    entries.put(name, asking);
    executor.execute(() -> look(name, asking));
    return entries.getOrDefault(name, asking);
  }

  private void look(String name, Entry asking) {
    ImageLookup answer = new ImageLookup.Unknown("a bug of Trainyard, see its log");
    try {
      turns.acquire();
      try {
        answer = from.registry().look(name);
      } finally {
        turns.release();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("Bug in asking for an image");
    } finally {
      entries.replace(name, asking, asking.answered(answer)); // whatever came: it is not underway
      answered.run();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow(); // not waited for: a registry may hang
  }
}
