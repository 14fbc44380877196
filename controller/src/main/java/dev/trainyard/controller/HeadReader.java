package dev.trainyard.controller;

import dev.trainyard.controller.PullReading.Openness;
import dev.trainyard.git.MergeResult;
import dev.trainyard.git.PullHead;
import dev.trainyard.git.PullObjects;
import dev.trainyard.git.PullObjects.Arrival;
import dev.trainyard.git.UnreadableRepositoryException;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Digest;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.plan.Affected;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges and reads one head after another. What cannot be read is refused for a while, whatever is
/// wrong with it: anybody can push anything.
final class HeadReader {
  private static final Logger log = LoggerFactory.getLogger(HeadReader.class);

  /// When a head that was refused is tried again.
  private static final Duration RETRY = Duration.ofMinutes(10);

  /// When one is tried again that looked like damage of all.
  private static final Duration FAR_OFF = Duration.ofDays(1);

  /// What is said of one whose commit the repository does not show.
  static final Merge.Hindered GONE =
      new Merge.Hindered("HeadGone", "its head is gone from the repository; push it again");

  private final PullObjects objects;
  private final Supplier<YardReader> readers;
  private final UnaryOperator<Snapshot> listened;
  private final PullListings listings;
  private final @Nullable Duration age;
  private final InstantSource clock;
  private final Map<CommitId, Refusal> refused = new ConcurrentHashMap<>();

  /// Heads with which the repository was found damaged: once may be the disk, twice is the head.
  private final Set<CommitId> suspects = new HashSet<>();

  private YardReader reader;
  private @Nullable Base base;

  /// Why a head is not looked at.
  private record Refusal(Merge.Hindered merge, Instant until) {}

  /// What heads are merged with.
  ///
  /// @param tags as the remote showed them
  private record Base(Snapshot yard, Affected affected, Digest tags) {}

  /// @param age how old a head may be whose being open nobody tells; null if a forge does
  HeadReader(
      PullObjects objects,
      PullReader.Tools tools,
      PullListings listings,
      @Nullable Duration age,
      InstantSource clock) {
    this.objects = objects;
    this.readers = tools.readers();
    this.listened = tools.listened();
    this.listings = listings;
    this.age = age;
    this.clock = clock;
    this.reader = tools.readers().get();
  }

  /// Takes the yard that heads are merged with from now on.
  ///
  /// @return the yard: the same object as before if it is the same yard
  Snapshot begin(PullReader.Question question) throws IOException {
    Base last = base;
    if (last == null
        || !last.yard().commit().equals(question.main())
        || !last.tags().equals(question.tags())
        || !last.yard().packageVersions().equals(question.versions())) {
      Snapshot yard = read(question.main());
      if (last == null
          || !last.yard().commit().equals(yard.commit())
          || !last.tags().equals(question.tags())
          || !last.yard().packageVersions().equals(yard.packageVersions())) {
        last = new Base(yard, new Affected(yard), question.tags());
        base = last;
      }
    }
    return last.yard();
  }

  /// Those that are not refused for now.
  List<PullHead> admitted(Collection<PullHead> heads) {
    Set<CommitId> open = heads.stream().map(PullHead::head).collect(Collectors.toSet());
    Instant now = clock.instant();
    refused
        .entrySet()
        .removeIf(e -> !open.contains(e.getKey()) || !now.isBefore(e.getValue().until));
    suspects.retainAll(open);
    return heads.stream().filter(head -> !refused.containsKey(head.head())).toList();
  }

  /// When a head is to be tried again, if one was refused.
  Optional<Instant> nextDue() {
    return refused.values().stream().map(Refusal::until).min(Comparator.naturalOrder());
  }

  /// What is made of a head.
  ///
  /// @param arrival null if it was not asked for
  PullReading read(PullHead head, @Nullable Arrival arrival, Openness openness) throws IOException {
    Refusal known = refused.get(head.head());
    if (known != null) {
      return hindered(head, known.merge());
    }
    try {
      return switch (arrival) {
        case null -> hindered(head, "NotFetched", "it has not been fetched");
        case Arrival.Gone() -> hindered(head, GONE);
        case Arrival.Refused(String why) ->
            refuse(head, "HeadRefused", "its head cannot be had: " + why);
        case Arrival.Here(CommitId commit) -> merged(head, commit, openness);
      };
    } catch (StackOverflowError | OutOfMemoryError e) {
      reader = readers.get();
      return refuse(head, "TooLarge", "it takes more memory to be read than there is: " + e);
    } catch (UnreadableRepositoryException e) {
      if (suspects.add(head.head())) {
        throw e; // the next fetch begins anew
      }
      objects.forgive();
      return refuse(head, "Unreadable", "it cannot be read: " + e.getMessage(), FAR_OFF);
    } catch (IOException e) {
      return refuse(head, "Unreadable", "it cannot be read: " + e.getMessage());
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("Bug in reading pull request {}", head.name());
      reader = readers.get();
      return refuse(head, "Unreadable", "it cannot be read: " + e);
    }
  }

  private PullReading refuse(PullHead head, String reason, String message) {
    return refuse(head, reason, message, RETRY);
  }

  private PullReading refuse(PullHead head, String reason, String message, Duration retry) {
    Merge.Hindered merge = new Merge.Hindered(reason, message);
    refused.put(head.head(), new Refusal(merge, clock.instant().plus(retry)));
    return hindered(head, merge);
  }

  static PullReading hindered(PullHead head, String reason, String message) {
    return hindered(head, new Merge.Hindered(reason, message));
  }

  private static PullReading hindered(PullHead head, Merge.Hindered merge) {
    return new PullReading(head, "", null, merge, List.of(), Openness.KNOWN_DATASETS);
  }

  private PullReading merged(PullHead listed, CommitId commit, Openness asked) throws IOException {
    // What was trusted is the commit that was listed, not one that was pushed since.
    Openness openness = commit.equals(listed.head()) ? asked : Openness.KNOWN_DATASETS;
    PullHead head = new PullHead(listed.name(), listed.ref(), commit);
    Base with = base();
    CommitId main = with.yard().commit();
    String subject = objects.commits().subject(commit);
    if (age != null && objects.commits().time(commit).isBefore(clock.instant().minus(age))) {
      return new PullReading(head, subject, main, new Merge.Closed(), List.of(), openness);
    }
    return switch (objects.merge(head, main, commit)) {
      case MergeResult.Contained() ->
          new PullReading(head, subject, main, new Merge.Closed(), List.of(), openness);
      case MergeResult.Unrelated() ->
          hindered(
              head,
              "Unrelated",
              "it has no commit in common with main; begin its branch from main");
      case MergeResult.TooLarge(String why) -> refuse(head, "TooLarge", why);
      case MergeResult.Conflict(List<String> paths) ->
          new PullReading(head, subject, main, conflict(paths), List.of(), openness);
      case MergeResult.Merged(CommitId result) -> ready(head, subject, with, result, openness);
    };
  }

  private static Merge conflict(List<String> paths) {
    String some = String.join(", ", paths.stream().limit(10).toList());
    return new Merge.Hindered(
        "Conflict",
        "it conflicts with main in %s%s; merge or rebase onto main, and push"
            .formatted(some, paths.size() > 10 ? " and " + (paths.size() - 10) + " more" : ""));
  }

  private PullReading ready(
      PullHead head, String subject, Base with, CommitId result, Openness openness)
      throws IOException {
    MergeReading.Found found =
        new MergeReading(with.yard(), read(result), head.head(), result)
            .with(with.affected(), listings, openness);
    return new PullReading(
        head, subject, with.yard().commit(), found.ready(), found.problems(), openness);
  }

  private Snapshot read(CommitId commit) throws IOException {
    return listened.apply(reader.read(commit));
  }

  private Base base() {
    if (base == null) {
      throw new IllegalStateException("no yard was taken to merge heads with");
    }
    return base;
  }

  /// A reading with the files of its datasets as they are listed now; the same object if those are
  /// the same.
  @SuppressWarnings("ReferenceEquality") // it is the same one where nothing is new
  PullReading again(PullReading reading) {
    if (!(reading.merge() instanceof Merge.Ready ready)) {
      return reading;
    }
    Merge.Ready now = MergeReading.again(ready, listings, reading.openness());
    return now == ready
        ? reading
        : new PullReading(
            reading.head(),
            reading.subject(),
            reading.base(),
            now,
            reading.problems(),
            reading.openness());
  }
}
