package dev.trainyard.controller;

import dev.trainyard.forge.Comment;
import dev.trainyard.forge.Forge;
import dev.trainyard.forge.ForgeException;
import dev.trainyard.forge.PullRequest;
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

  /// @param news told when the forge said something new
  ForgeInbox(Runnable news) {
    this.news = news;
  }

  /// Open pull requests by number; empty before the forge has said anything.
  synchronized Optional<Map<String, PullRequest>> open() {
    return Optional.ofNullable(open);
  }

  /// What people wrote about a pull request, as far as is known.
  synchronized List<Comment> comments(String pull) {
    return comments.getOrDefault(pull, List.of());
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
    Map<String, List<Comment>> said = new LinkedHashMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    found.keySet().forEach(pull -> said.put(pull, comments(pull)));
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
