package dev.trainyard.forge;

import java.time.Instant;
import java.util.List;

/// Where pull requests are talked about. Every call may ask the forge over the network, waits no
/// longer than the settings' limits, never sleeps and never tries again by itself: a caller that is
/// refused comes back later ([ForgeException#notBefore]).
///
/// One thread at a time uses it.
public interface Forge extends AutoCloseable {

  /// All open pull requests against the main branch, by number. Comes from memory if the forge
  /// answers that nothing has changed.
  List<PullRequest> open() throws ForgeException;

  /// When the forge last answered, by its own clock.
  Instant heard();

  /// Comments of an open pull request made by people, and texts of their reviews, oldest first,
  /// that were never edited as far as the forge tells: GitHub does not of reviews. Comes from
  /// memory if the pull request is as it was.
  List<Comment> comments(PullRequest pull) throws ForgeException;

  /// Makes our one comment on the pull request say this: creates it, or edits it in place. Says it
  /// so already: nothing is written.
  ///
  /// @param markdown shown as it is: whatever users wrote in it is escaped by the caller
  void say(PullRequest pull, String markdown) throws ForgeException;

  /// Reports a check of a commit. Was the same reported before: nothing is sent.
  void report(CommitCheck check) throws ForgeException;

  /// What was asked so far. From any thread.
  ForgeTraffic traffic();

  @Override
  void close();
}
