package dev.trainyard.controller;

import static java.util.Objects.requireNonNull;

import dev.trainyard.controller.PullReading.Openness;
import dev.trainyard.git.MergeResult;
import dev.trainyard.git.PullHead;
import dev.trainyard.git.PullObjects;
import dev.trainyard.git.PullObjects.Arrival;
import dev.trainyard.git.RemoteException;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.plan.Affected;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches, merges and reads pull requests beside the rounds: whatever somebody pushes, trains go
/// on. What was read last is what a round sees.
final class PullReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PullReader.class);

  /// When what could not be had is asked for again.
  private static final Duration RETRY = Duration.ofMinutes(10);

  /// After how many readings a round may look at them.
  private static final int TELL_AFTER = 20;

  private final PullObjects objects;
  private final YardReader reader;
  private final PullListings listings;
  private final Settings settings;
  private final InstantSource clock;
  private final Runnable read;
  private final BlockingQueue<Question> questions = new ArrayBlockingQueue<>(1);
  private final Map<String, PullReading> readings = new ConcurrentHashMap<>();
  private final Thread worker;
  private @Nullable Question asked;
  private Instant askAgain = Instant.MAX;
  private @Nullable Affected affected;
  private @Nullable Snapshot base;

  /// @param age how old a head may be whose being open nobody tells; null if a forge does
  record Settings(@Nullable Duration age) {}

  /// What is to be read.
  ///
  /// @param main the commit of main that was read last: it is what pull requests are merged with,
  ///   and not what main has come to since, which may be held back
  /// @param heads of open pull requests
  /// @param trusted names of those for which datasets are listed that they declare
  record Question(CommitId main, List<PullHead> heads, Set<String> trusted) {
    Question {
      heads = List.copyOf(heads);
      trusted = Set.copyOf(trusted);
    }
  }

  /// @param read told when there is something new
  PullReader(
      PullObjects objects,
      YardReader reader,
      PullListings listings,
      Settings settings,
      InstantSource clock,
      Runnable read) {
    this.objects = objects;
    this.reader = reader;
    this.listings = listings;
    this.settings = settings;
    this.clock = clock;
    this.read = read;
    this.worker = Thread.ofPlatform().daemon().name("pull-requests").unstarted(this::work);
    worker.start();
  }

  /// What was made of this head; null if that is not known.
  @Nullable PullReading reading(PullHead head) {
    PullReading reading = readings.get(head.name());
    return reading != null && reading.head().equals(head) ? reading : null;
  }

  /// Asks for what is not known yet; a question that is not begun is replaced.
  ///
  /// @param trains statuses, for datasets that are made of one
  void ask(Question question, Map<String, TrainStatus> trains) {
    listings.knows(trains);
    boolean again = !clock.instant().isBefore(askAgain) || listings.isOld();
    if (!question.equals(asked) || again) {
      asked = question;
      askAgain = Instant.MAX;
      questions.clear();
      questions.add(question);
    }
  }

  private void work() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Question question = questions.take();
        try {
          answer(question);
        } catch (RemoteException | IOException e) {
          log.atWarn().log("Pull requests could not be read, they will be: {}", e.getMessage());
          askAgain = clock.instant().plusSeconds(30);
        } catch (RuntimeException e) {
          log.atError().setCause(e).log("Bug in reading pull requests");
          askAgain = clock.instant().plus(RETRY);
        }
        read.run();
      }
    } catch (InterruptedException _) {
      // It is being closed.
    }
  }

  private void answer(Question question) throws IOException, RemoteException {
    Set<String> names = new HashSet<>();
    question.heads().forEach(head -> names.add(head.name()));
    readings.keySet().retainAll(names);
    objects.retain(names);
    PullObjects.Fetched fetched = objects.fetch(question.heads());
    CommitId main = question.main();
    if (!objects.commits().has(main)) {
      throw new IOException("main is not at %s any more, which is acted on".formatted(main.hex()));
    }
    begin(main);
    boolean old = listings.isOld();
    if (old) {
      listings.forget();
      readings.clear();
    }
    int fresh = 0;
    for (PullHead head : question.heads()) {
      Arrival arrival = fetched.heads().get(head.name());
      boolean trusted = question.trusted().contains(head.name());
      readings.put(head.name(), reading(head, arrival, main, trusted));
      if (++fresh % TELL_AFTER == 0) {
        read.run();
      }
      if (!questions.isEmpty()) {
        return; // there is a newer question
      }
    }
    objects.housekeep();
  }

  private void begin(CommitId main) throws IOException {
    Snapshot last = base;
    if (last == null || !last.commit().equals(main)) {
      Snapshot yard = reader.read(main);
      base = yard;
      affected = new Affected(yard);
    }
  }

  private PullReading reading(
      PullHead head, @Nullable Arrival arrival, CommitId main, boolean trusted) {
    Openness openness = trusted ? Openness.ALL_DATASETS : Openness.KNOWN_DATASETS;
    PullReading known = readings.get(head.name());
    if (known != null
        && known.head().equals(head)
        && main.equals(known.base())
        && known.openness() == openness) {
      return known;
    }
    try {
      return switch (arrival) {
        case null -> hindered(head, "NotFetched", "it has not been fetched");
        case Arrival.Gone() ->
            hindered(head, "HeadGone", "its head is gone from the repository; push it again");
        case Arrival.Refused(String why) -> {
          askAgain = clock.instant().plus(RETRY);
          yield hindered(head, "HeadRefused", "its head cannot be had: " + why);
        }
        case Arrival.Here(CommitId commit) -> merged(head, commit, main, openness);
      };
    } catch (IOException | IllegalArgumentException e) {
      askAgain = clock.instant().plus(RETRY);
      return hindered(head, "Unreadable", "it cannot be read: " + e.getMessage());
    }
  }

  private static PullReading hindered(PullHead head, String reason, String message) {
    return new PullReading(
        head, null, new Merge.Hindered(reason, message), List.of(), Openness.KNOWN_DATASETS);
  }

  private PullReading merged(PullHead listed, CommitId commit, CommitId main, Openness openness)
      throws IOException {
    PullHead head = new PullHead(listed.name(), listed.ref(), commit);
    Duration age = settings.age();
    if (age != null && objects.commits().time(commit).isBefore(clock.instant().minus(age))) {
      return new PullReading(head, main, new Merge.Closed(), List.of(), openness);
    }
    return switch (objects.merge(head, main, commit)) {
      case MergeResult.Contained() ->
          new PullReading(head, main, new Merge.Closed(), List.of(), openness);
      case MergeResult.Unrelated() ->
          hindered(
              head,
              "Unrelated",
              "it has no commit in common with main; begin its branch from main");
      case MergeResult.TooLarge(String why) -> hindered(head, "TooLarge", why);
      case MergeResult.Conflict(List<String> paths) ->
          new PullReading(head, main, conflict(paths), List.of(), openness);
      case MergeResult.Merged(CommitId result) -> ready(head, main, result, openness);
    };
  }

  private static Merge conflict(List<String> paths) {
    String some = String.join(", ", paths.stream().limit(10).toList());
    return new Merge.Hindered(
        "Conflict",
        "it conflicts with main in %s%s; merge or rebase onto main, and push"
            .formatted(some, paths.size() > 10 ? " and " + (paths.size() - 10) + " more" : ""));
  }

  private PullReading ready(PullHead head, CommitId main, CommitId result, Openness openness)
      throws IOException {
    Snapshot before = requireNonNull(base, "it was read");
    MergeReading.Found found =
        new MergeReading(before, reader.read(result), head.head(), result)
            .with(requireNonNull(affected, "it was read"), listings, openness);
    return new PullReading(head, main, found.ready(), found.problems(), openness);
  }

  @Override
  public void close() {
    worker.interrupt();
  }
}
