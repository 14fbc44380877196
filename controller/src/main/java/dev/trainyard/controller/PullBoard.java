package dev.trainyard.controller;

import dev.trainyard.config.SnapshotReader;
import dev.trainyard.controller.PullReader.Question;
import dev.trainyard.forge.Forge;
import dev.trainyard.forge.PullRequest;
import dev.trainyard.git.PullHead;
import dev.trainyard.git.Tips;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.plan.PullTrust;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Puts together what is known of pull requests: where their heads are, which of them are open,
/// what was said about them, and what was made of them.
final class PullBoard implements AutoCloseable {
  private static final String READ = "PullRequestsRead";

  private final @Nullable PullReader reader;
  private final @Nullable PullWatch watch;
  private final @Nullable ForgeDesk forge;
  private final int most;
  private final Runnable news;

  /// What the rounds know of the remote.
  private Optional<Tips.Pulls> known = Optional.empty();

  private final @Nullable PullDocket docket;
  private final PullPoster poster = new PullPoster();

  /// @param reader null, as is the watch, if nobody looks at pull requests
  /// @param forge null if there is none that tells of them
  /// @param most how many are looked at
  /// @param news told when a round has more to see
  private PullBoard(
      @Nullable PullReader reader,
      @Nullable PullWatch watch,
      @Nullable ForgeDesk forge,
      int most,
      Runnable news) {
    this.news = news;
    this.reader = reader;
    this.watch = watch;
    this.forge = forge;
    this.most = most;
    this.docket = reader == null ? null : new PullDocket(reader, forge, most);
  }

  /// Where nobody looks at pull requests.
  static PullBoard none() {
    return new PullBoard(null, null, null, 0, () -> {});
  }

  /// Opens what the parts say.
  ///
  /// @param keep how long the listing of a dataset counts
  /// @param news told when there is something new
  /// @param listened puts the runs of main's listeners into a yard
  static PullBoard open(
      Controller.Parts parts, UnaryOperator<Snapshot> listened, Duration keep, Runnable news) {
    PullSources from = parts.pulls();
    if (from == null) {
      return none();
    }
    Forge told = from.forge();
    PullReader reader =
        new PullReader(
            new PullReader.Tools(
                from.objects(),
                () -> new YardReader(from.objects().commits(), new SnapshotReader(parts.json())),
                parts.files(),
                listened),
            new PullReader.Settings(told == null ? from.age() : null, keep),
            parts.clock(),
            news);
    ForgeDesk desk =
        told == null
            ? null
            : new ForgeDesk(new LedForge(told, parts.leadership()), parts.clock(), news);
    PullWatch watch = new PullWatch(from.objects(), news);
    return new PullBoard(reader, watch, desk, from.objects().most(), news);
  }

  /// It is time to look at what is new, beside the rounds; main has been asked.
  void look() {
    if (docket != null && docket.awaitsLook()) {
      news.run();
    }
    if (watch != null) {
      watch.look();
    }
    if (forge != null) {
      forge.look();
    }
  }

  /// The cases as they stand; what is not known about them is asked for.
  List<PullCase> cases(Snapshot yard, Memory memory, Instant now) {
    if (reader == null || docket == null) {
      return memory.pulls().values().stream().map(PullCase::closed).toList();
    }
    Optional<Map<String, PullRequest>> open = forge == null ? Optional.of(Map.of()) : forge.open();
    known = watch == null ? Optional.empty() : watch.pulls();
    if (known.isEmpty() || open.isEmpty()) {
      return docket.unread(yard, memory, now);
    }
    List<PullCase> cases =
        docket.cases(new PullDocket.Moment(known.get(), open.get(), yard, memory, now));
    ask(cases, docket.heads(), yard, memory, now);
    // Of what is new, nothing is said before it was read: it may be merged or old.
    return cases.stream()
        .filter(
            one ->
                memory.pulls().containsKey(one.view().name())
                    || !(one.view().merge() instanceof Merge.Unread))
        .toList();
  }

  private void ask(
      List<PullCase> cases, List<PullHead> heads, Snapshot yard, Memory memory, Instant now) {
    PullTrust trust = new PullTrust(yard.yard().spec().pulls(), now);
    Set<String> trusted = new HashSet<>();
    for (PullCase one : cases) {
      Condition said = trust.of(one.view());
      if (said.status() == Truth.TRUE) {
        trusted.add(one.view().name());
      }
    }
    if (reader != null) {
      reader.ask(
          new Question(
              yard.commit(),
              yard.packageVersions(),
              known.orElse(Tips.Pulls.NONE).tags(),
              heads,
              trusted),
          memory.trains());
    }
  }

  /// When pull requests are to be looked at again, if something is to be read anew by then, or what
  /// was read counts no more.
  Optional<Instant> nextDue() {
    Optional<Instant> read = reader == null ? Optional.empty() : reader.nextDue();
    Optional<Instant> counts = docket == null ? Optional.empty() : docket.nextDue();
    return Stream.concat(read.stream(), counts.stream()).min(Comparator.naturalOrder());
  }

  /// Whether nothing is being read, and the forge was told, or does not listen.
  boolean isQuiet(Memory memory) {
    return reader == null
        || watch == null
        || (watch.hasLooked()
            && watch.pulls().equals(known)
            && reader.isIdle()
            && (forge == null || forge.isQuiet())
            && memory.pulls().values().stream()
                .map(pull -> pull.condition(PullStatus.MERGEABLE))
                .noneMatch(said -> said != null && said.reason().equals("Reading")));
  }

  /// Says whether pull requests can be had, and whether the forge listens.
  void judge(YardConditions conditions) {
    if (watch == null || reader == null) {
      conditions.off(READ);
    } else if (watch.hasLooked()) {
      judge(conditions, watch.trouble(), reader.trouble());
    }
    if (forge == null) {
      conditions.off(ForgeDesk.CONDITION);
    } else {
      forge.judge(conditions);
    }
  }

  private void judge(YardConditions conditions, String listing, String reading) {
    if (!listing.isEmpty()) {
      conditions.fails(READ, "NotListed", "pull requests cannot be listed: " + listing);
    } else if (!reading.isEmpty()) {
      conditions.fails(READ, "NotRead", "pull requests cannot be read: " + reading);
    } else if (docket != null && docket.tooMany() > 0) {
      conditions.holds(
          READ,
          "TooMany",
          "%d more are open than are looked at, which are %d; raise spec.pulls.most of the settings"
              .formatted(docket.tooMany(), most));
    } else {
      conditions.holds(READ, "Read");
    }
  }

  /// Tells the forge how open pull requests stand.
  void tell(Memory memory, Snapshot yard) {
    if (forge != null) {
      forge.tell(poster.messages(memory.pulls(), yard.yard().spec().pulls()));
    }
  }

  /// Whoever opened the parts closes them.
  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    if (reader != null) {
      reader.close();
    }
    if (forge != null) {
      forge.close();
    }
  }
}
