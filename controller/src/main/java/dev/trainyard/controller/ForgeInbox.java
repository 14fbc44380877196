package dev.trainyard.controller;

import dev.trainyard.forge.Comment;
import dev.trainyard.forge.Forge;
import dev.trainyard.forge.ForgeException;
import dev.trainyard.forge.PullRequest;
import dev.trainyard.model.CommitId;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the forge said last: which pull requests are open, and what people wrote about them. One
/// that cannot be read keeps what was known of it, and holds up no other.
final class ForgeInbox {
  private static final Logger log = LoggerFactory.getLogger(ForgeInbox.class);

  private final Runnable news;
  private @Nullable Map<String, PullRequest> open;
  private Map<String, List<Comment>> comments = Map.of();
  private Map<String, String> unread = Map.of();
  private Map<String, HeadSeen> heads = new HashMap<>();

  /// Since when the forge is known to show a head, by its clock.
  private record HeadSeen(CommitId head, Instant since, Look look) {}

  private enum Look {
    FIRST,
    LATER
  }

  /// @param news told when the forge said something new
  ForgeInbox(Runnable news) {
    this.news = news;
  }

  /// Open pull requests by number; empty before the forge has said anything.
  synchronized Optional<Map<String, PullRequest>> open() {
    return Optional.ofNullable(open);
  }

  /// What people wrote about a pull request; empty before that could be read.
  synchronized Optional<List<Comment>> comments(String pull) {
    return Optional.ofNullable(comments.get(pull));
  }

  /// When a pull request is known to have had its head, by the forge's clock: what was written
  /// before may have been about another one. Empty if it has another one by now.
  ///
  /// @param before the head that it had when the forge had not been asked yet, if that is known;
  ///   whoever asks first says so
  synchronized Optional<Instant> headSince(PullRequest pull, Optional<CommitId> before) {
    HeadSeen seen = heads.get(pull.number());
    if (seen == null || !seen.head().equals(pull.head())) {
      return Optional.empty();
    }
    boolean always = seen.look() == Look.FIRST && before.equals(Optional.of(pull.head()));
    Instant since = always ? Instant.MIN : seen.since();
    heads.put(pull.number(), new HeadSeen(pull.head(), since, Look.LATER));
    return Optional.of(since);
  }

  /// Why pull requests could not be read, by number.
  synchronized Map<String, String> unread() {
    return unread;
  }

  /// Asks the forge for all of it.
  ///
  /// @throws ForgeException if the forge as a whole does not answer; what it said before that
  ///   counts
  void read(Forge forge, ForgeTolerance tolerance) throws ForgeException {
    Map<String, PullRequest> found = new LinkedHashMap<>();
    forge.open().forEach(pull -> found.put(pull.number(), pull));
    tolerance.went();
    see(found, forge.heard());
    Map<String, List<Comment>> said = new LinkedHashMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    found.keySet().forEach(pull -> comments(pull).ifPresent(known -> said.put(pull, known)));
    try {
      for (PullRequest pull : found.values()) {
        try {
          said.put(pull.number(), forge.comments(pull));
          tolerance.went();
        } catch (ForgeException e) {
          refused.put(pull.number(), String.valueOf(e.getMessage()));
          tolerance.bear(e);
        }
      }
    } finally {
      learn(found, said, refused);
    }
  }

  private synchronized void see(Map<String, PullRequest> found, Instant now) {
    Map<String, HeadSeen> seen = new HashMap<>();
    for (PullRequest pull : found.values()) {
      HeadSeen before = heads.get(pull.number());
      seen.put(
          pull.number(),
          before != null && before.head().equals(pull.head())
              ? before
              : new HeadSeen(pull.head(), now, open == null ? Look.FIRST : Look.LATER));
    }
    heads = seen;
  }

  private void learn(
      Map<String, PullRequest> found,
      Map<String, List<Comment>> said,
      Map<String, String> refused) {
    if (isNew(found, said, refused)) {
      news.run();
    }
  }

  private synchronized boolean isNew(
      Map<String, PullRequest> found,
      Map<String, List<Comment>> said,
      Map<String, String> refused) {
    boolean isNew = !found.equals(open) || !said.equals(comments) || !refused.equals(unread);
    if (!refused.equals(unread)) {
      refused.forEach((pull, why) -> log.atWarn().log("Pull request {}: {}", pull, why));
    }
    open = found;
    comments = said;
    unread = refused;
    return isNew;
  }
}
