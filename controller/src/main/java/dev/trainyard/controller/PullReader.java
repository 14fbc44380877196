package dev.trainyard.controller;

import dev.trainyard.controller.PullReading.Openness;
import dev.trainyard.git.PullHead;
import dev.trainyard.git.PullObjects;
import dev.trainyard.git.RemoteException;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.spec.PackageVersion;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.TrainStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches, merges and reads pull requests beside the rounds: whatever somebody pushes, trains go
/// on. What was read last is what a round sees.
final class PullReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PullReader.class);

  /// When all is asked for again after something went wrong.
  private static final Duration SOON = Duration.ofSeconds(30);

  /// After how many readings a round may look at them.
  private static final int TELL_AFTER = 20;

  /// How long the first listing of a dataset holds up the others.
  private static final Duration LISTING = Duration.ofSeconds(1);

  /// How long closing waits for what is being read.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PullObjects objects;
  private final HeadReader heads;
  private final PullListings listings;
  private final InstantSource clock;
  private final Runnable read;
  private final BlockingQueue<Question> questions = new ArrayBlockingQueue<>(1);
  private final Map<String, Known> readings = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> askAgain = new AtomicReference<>(Instant.MAX);
  private final Thread worker;
  private volatile Instant notBefore = Instant.EPOCH;
  private volatile @Nullable Question answered;
  private volatile String trouble = "";
  private @Nullable Question asked;

  /// @param age how old a head may be whose being open nobody tells; null if a forge does
  /// @param keep how long the listing of a dataset counts
  record Settings(@Nullable Duration age, Duration keep) {}

  /// What is to be read.
  ///
  /// @param main the commit of main that was read last: it is what pull requests are merged with,
  ///   and not what main has come to since, which may be held back
  /// @param versions of packages, as they were read with it
  /// @param tags what stands for the tags of the repository
  /// @param heads of open pull requests
  /// @param trusted names of those for which datasets are listed that they declare
  record Question(
      CommitId main,
      Map<String, List<PackageVersion>> versions,
      Digest tags,
      List<PullHead> heads,
      Set<String> trusted) {
    Question {
      versions = Map.copyOf(versions);
      heads = List.copyOf(heads);
      trusted = Set.copyOf(trusted);
    }
  }

  /// A reading, and the yard that it was made with.
  private record Known(PullReading reading, @Nullable Snapshot before) {}

  /// What a reader works with.
  ///
  /// @param readers gives a reader of yards that has read nothing
  /// @param files lists datasets
  /// @param listened puts the runs of main's listeners into a yard
  record Tools(
      PullObjects objects,
      Supplier<YardReader> readers,
      DatasetFiles files,
      UnaryOperator<Snapshot> listened) {
    /// Without listeners.
    Tools(PullObjects objects, Supplier<YardReader> readers, DatasetFiles files) {
      this(objects, readers, files, UnaryOperator.identity());
    }
  }

  /// @param read told when there is something new
  PullReader(Tools tools, Settings settings, InstantSource clock, Runnable read) {
    this.objects = tools.objects();
    this.clock = clock;
    this.read = read;
    this.listings = new PullListings(tools.files(), settings.keep(), clock, LISTING, this::listed);
    this.heads = new HeadReader(objects, tools, listings, settings.age(), clock);
    this.worker = Thread.ofPlatform().daemon().name("pull-requests").unstarted(this::work);
    worker.start();
  }

  /// What was made of this head; null if that is not known.
  @Nullable PullReading reading(PullHead head) {
    Known known = readings.get(head.name());
    return known != null && known.reading().head().equals(head) ? known.reading() : null;
  }

  /// Asks for what is not known yet; a question that is not begun is replaced.
  ///
  /// @param trains statuses, for datasets that are made of one
  void ask(Question question, Map<String, TrainStatus> trains) {
    listings.knows(trains);
    boolean again = nextDue().filter(due -> !clock.instant().isBefore(due)).isPresent();
    if (!question.equals(asked) || again) {
      asked = question;
      askAgain.set(Instant.MAX);
      questions.clear();
      questions.add(question);
    }
  }

  /// Whether everything that was asked for has been answered.
  @SuppressWarnings("ReferenceEquality") // the same question may be asked again
  boolean isIdle() {
    return asked == answered;
  }

  /// Why pull requests cannot be read, whatever is in them; empty if they can.
  String trouble() {
    return trouble;
  }

  /// When [#ask] should be called again, if something is to be read anew by then; while something
  /// is being read, its end is told anyway.
  Optional<Instant> nextDue() {
    if (!isIdle()) {
      return Optional.empty();
    }
    Instant earliest = notBefore;
    return Stream.of(
            Optional.of(askAgain.get()).filter(due -> due.isBefore(Instant.MAX)),
            heads.nextDue(),
            listings.nextDue())
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .map(due -> due.isBefore(earliest) ? earliest : due);
  }

  private void listed() {
    askAgain(clock.instant());
    read.run();
  }

  private void askAgain(Instant due) {
    askAgain.accumulateAndGet(due, (a, b) -> a.isBefore(b) ? a : b);
  }

  private void work() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Question question = questions.take();
        attempt(question);
        answered = question;
        read.run();
      }
    } catch (InterruptedException _) {
      // It is being closed.
    }
  }

  /// Nothing that anybody pushes ends this thread: an error of the virtual machine is one of what
  /// is read as well.
  private void attempt(Question question) {
    try {
      notBefore = Instant.EPOCH;
      answer(question);
      trouble = "";
    } catch (RemoteException | IOException e) {
      trouble = String.valueOf(e.getMessage());
      if (!Thread.currentThread().isInterrupted()) {
        log.atWarn().log("Pull requests could not be read, they will be: {}", e.getMessage());
      }
      putOff();
    } catch (RuntimeException | Error e) {
      trouble = "a bug of Trainyard, see its log: " + e;
      log.atError().setCause(e).log("Bug in reading pull requests");
      putOff();
    }
  }

  private void putOff() {
    notBefore = clock.instant().plus(SOON);
    askAgain(notBefore);
  }

  private void answer(Question question) throws IOException, RemoteException {
    Set<String> names = new HashSet<>();
    question.heads().forEach(head -> names.add(head.name()));
    readings.keySet().retainAll(names);
    objects.retain(names);
    PullObjects.Fetched fetched = objects.fetch(heads.admitted(question.heads()));
    if (fetched.anew()) {
      readings.clear(); // the merge results that they are of are gone
    }
    if (!objects.accept(question.main())) {
      refuseAll(question);
      return;
    }
    Snapshot base = heads.begin(question);
    listings.begin();
    int fresh = 0;
    for (PullHead head : question.heads()) {
      boolean trusted = question.trusted().contains(head.name());
      Openness openness = trusted ? Openness.ALL_DATASETS : Openness.KNOWN_DATASETS;
      Known known = readings.get(head.name());
      if (known != null && isUpToDate(known, head, base, openness)) {
        readings.put(head.name(), new Known(heads.again(known.reading()), base));
      } else {
        PullReading reading = heads.read(head, fetched.heads().get(head.name()), openness);
        readings.put(head.name(), new Known(reading, base));
        if (++fresh % TELL_AFTER == 0) {
          read.run();
        }
      }
      if (Thread.currentThread().isInterrupted() || !questions.isEmpty()) {
        return; // there is a newer question
      }
    }
    listings.end();
    objects.housekeep();
  }

  @SuppressWarnings("ReferenceEquality") // a yard that was read anew is another one
  private static boolean isUpToDate(Known known, PullHead head, Snapshot base, Openness openness) {
    PullReading reading = known.reading();
    return known.before() == base
        && reading.head().equals(head)
        && reading.base() != null
        && reading.openness() == openness;
  }

  /// The commit that is acted on is not in the remote's history: nothing can be said of merging.
  private void refuseAll(Question question) {
    String why =
        "main is not at %s any more, which is acted on; see the conditions of the yard"
            .formatted(question.main().abbreviated());
    for (PullHead head : question.heads()) {
      readings.put(head.name(), new Known(HeadReader.hindered(head, "MainNotAccepted", why), null));
    }
    putOff();
  }

  @Override
  public void close() {
    worker.interrupt();
    try {
      if (!worker.join(PATIENCE)) {
        log.atWarn().log("Reading pull requests did not end in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    listings.close();
  }
}
