package dev.trainyard.controller;

import static java.util.Objects.requireNonNull;

import dev.trainyard.forge.Comment;
import dev.trainyard.forge.PullRequest;
import dev.trainyard.git.PullHead;
import dev.trainyard.git.Tips;
import dev.trainyard.model.CommitId;
import dev.trainyard.model.Condition;
import dev.trainyard.model.Condition.Truth;
import dev.trainyard.model.reconcile.PullView;
import dev.trainyard.model.reconcile.PullView.Merge;
import dev.trainyard.model.reconcile.PullView.Origin;
import dev.trainyard.model.spec.Snapshot;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.plan.PullTrust;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The pull requests that are looked at, and what is to be said of the others.
final class PullDocket {
  private final PullReader reader;
  private final @Nullable ForgeDesk forge;
  private final int most;
  private final Closings closings = new Closings();
  private final OldReadings oldReadings = new OldReadings();

  /// All that are open, the newest first.
  private Map<String, PullHead> open = Map.of();

  /// Those that are looked at.
  private Map<String, PullHead> heads = Map.of();

  /// @param forge null if there is none that tells which are open
  /// @param most how many are looked at
  PullDocket(PullReader reader, @Nullable ForgeDesk forge, int most) {
    this.reader = reader;
    this.forge = forge;
    this.most = most;
  }

  /// What is known at one moment.
  ///
  /// @param pulls by the remote
  /// @param requests by the forge
  /// @param memory by the status
  record Moment(
      Tips.Pulls pulls,
      Map<String, PullRequest> requests,
      Snapshot yard,
      Memory memory,
      Instant now) {
    @Nullable PullStatus said(String name) {
      return memory.pulls().get(name);
    }

    CommitId main() {
      return yard.commit();
    }

    PullTrust trust() {
      return new PullTrust(yard.yard().spec().pulls(), now);
    }
  }

  /// The remote is asked again, for main first; tells whether something waits for that.
  boolean awaitsLook() {
    closings.look();
    return closings.areAwaited();
  }

  /// The cases where neither the remote nor the forge has told anything yet.
  List<PullCase> unread(Snapshot yard, Memory memory, Instant now) {
    return memory.pulls().values().stream()
        .map(said -> PullCase.unread(said, oldReadings.of(said, yard.commit(), now)))
        .toList();
  }

  /// The cases as they stand.
  List<PullCase> cases(Moment moment) {
    open = open(moment);
    heads = new LinkedHashMap<>();
    open.values().stream()
        .sorted(Comparator.comparing(head -> !isTrusted(head, moment)))
        .limit(most)
        .forEach(head -> heads.put(head.name(), head));
    Set<String> unseen = new HashSet<>(moment.memory().pulls().keySet());
    unseen.removeAll(heads.keySet());
    closings.retain(unseen);
    Set<String> names = new TreeSet<>(heads.keySet());
    names.addAll(unseen);
    oldReadings.retain(names);
    return names.stream().map(name -> one(name, moment)).toList();
  }

  /// The heads of the cases that are looked at.
  List<PullHead> heads() {
    return List.copyOf(heads.values());
  }

  /// How many are open and not looked at.
  int tooMany() {
    return open.size() - heads.size();
  }

  /// When what was read of one counts no more.
  Optional<Instant> nextDue() {
    return oldReadings.nextDue();
  }

  /// A forge knows which are open, and what it calls so is no branch of the same name.
  private Map<String, PullHead> open(Moment moment) {
    Map<String, PullHead> found = new LinkedHashMap<>();
    for (PullHead head : moment.pulls().heads()) {
      boolean isBranch = PullCase.origin(head.ref()) == Origin.BRANCH;
      if (forge == null || (!isBranch && moment.requests().containsKey(head.name()))) {
        found.put(head.name(), head);
      }
    }
    return found;
  }

  /// Whose tests may run. Strangers who open many requests must not push those out.
  private static boolean isTrusted(PullHead head, Moment moment) {
    PullRequest request = moment.requests().get(head.name());
    PullStatus said = moment.said(head.name());
    Condition trusted = said == null ? null : said.condition(PullStatus.TRUSTED);
    String author = request == null ? "" : request.author();
    return (trusted != null && trusted.status() == Truth.TRUE)
        || moment.pulls().approved().contains(head.head())
        || moment.trust().knows(author, PullCase.origin(head.ref()));
  }

  private PullCase one(String name, Moment moment) {
    PullHead head = heads.get(name);
    if (head != null) {
      return lookedAt(head, moment);
    }
    PullStatus said = requireNonNull(moment.said(name), "it has a status");
    if (open.containsKey(name)) {
      return PullCase.hindered(said, beyond());
    }
    return moment.requests().containsKey(name)
        ? PullCase.hindered(said, HeadReader.GONE)
        : gone(said, moment);
  }

  /// What is not looked at is not closed for that; but nothing that was said of it may stand.
  private Merge.Hindered beyond() {
    return new Merge.Hindered(
        "TooMany",
        "only %d pull requests are looked at, those that are trusted first, then the newest; close others, or raise spec.pulls.most of the settings"
            .formatted(most));
  }

  private PullCase gone(PullStatus said, Moment moment) {
    return closings.mayBeMerged(said)
        ? PullCase.unread(said, oldReadings.of(said, moment.main(), moment.now()))
        : PullCase.closed(said);
  }

  private PullCase lookedAt(PullHead head, Moment moment) {
    PullRequest request = moment.requests().get(head.name());
    PullStatus said = moment.said(head.name());
    PullReading reading = reader.reading(head);
    CommitId base = reading == null ? null : reading.base();
    PullTalk talk = talk(head, request, moment);
    return new PullCase(
        view(head, request, reading, talk, said),
        head.ref(),
        title(request, reading, said),
        base,
        reading == null && said != null
            ? oldReadings.of(said, moment.main(), moment.now())
            : oldReadings.of(head.name(), base, moment.main(), moment.now()),
        reading == null ? List.of() : reading.problems(),
        talk);
  }

  /// Where no forge tells its title, its commit does.
  private static String title(
      @Nullable PullRequest request, @Nullable PullReading reading, @Nullable PullStatus said) {
    if (request != null) {
      return request.title();
    }
    if (reading != null) {
      return reading.subject();
    }
    return said == null ? "" : said.title();
  }

  private static PullView view(
      PullHead head,
      @Nullable PullRequest request,
      @Nullable PullReading reading,
      PullTalk talk,
      @Nullable PullStatus said) {
    return new PullView(
        head.name(),
        head.head(),
        PullCase.origin(head.ref()),
        request == null ? "" : request.author(),
        talk.approvals(),
        talk.hold(),
        talk.retest(),
        reading == null ? new Merge.Unread() : reading.merge(),
        said == null ? List.of() : said.tests());
  }

  /// What was said of this head: while forge and repository do not agree on it, nothing is heard.
  private PullTalk talk(PullHead head, @Nullable PullRequest request, Moment moment) {
    PullStatus said = moment.said(head.name());
    PullTalk before =
        PullTalk.of(said).withPushed(moment.pulls().approved(), head.head(), moment.now());
    if (forge == null || request == null) {
      return before;
    }
    PullTrust trust = moment.trust();
    Optional<List<Comment>> comments = forge.comments(request.number());
    Optional<PullTalk.Matter> about =
        forge
            .headSince(request, Optional.ofNullable(said).map(PullStatus::head))
            .map(since -> new PullTalk.Matter(head.head(), since, request.author(), trust))
            .filter(it -> it.head().equals(request.head()));
    return comments.isEmpty() || about.isEmpty()
        ? before
        : before.after(comments.get(), about.get());
  }
}
