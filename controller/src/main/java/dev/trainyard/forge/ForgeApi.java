package dev.trainyard.forge;

import dev.trainyard.model.CommitId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What one kind of forge does for us, call by call, through its client library. Whatever it throws
/// has a [ForgeException] at the bottom if the forge refused.
interface ForgeApi {

  /// What somebody wrote about a pull request, or we did.
  ///
  /// @param written by whom
  /// @param head what was the head then, if the forge tells
  record Note(
      String id,
      String author,
      Writer written,
      Instant created,
      Instant edited,
      String text,
      Optional<CommitId> head) {}

  /// By whom a note is, as far as the forge tells.
  enum Writer {
    PERSON,
    MACHINE
  }

  /// A list as it was read, page by page: while it was, entries may have moved between pages.
  record Listing(List<PullRequest> pulls, int pages) {}

  /// Every open pull request against the main branch, oldest first.
  Listing pulls() throws IOException;

  /// Whether a pull request is still open and against the main branch.
  boolean isOpen(String number) throws IOException;

  /// The name of the token's account.
  String self() throws IOException;

  /// Comments, and texts of reviews; oldest first.
  List<Note> notes(String number) throws IOException;

  Note add(String number, String text) throws IOException;

  Note edit(String number, Note note, String text) throws IOException;

  /// The latest check of a commit under each context of ours.
  List<CommitCheck> checks(CommitId commit) throws IOException;

  void report(CommitCheck check) throws IOException;

  /// The longest text of a comment.
  int longestNote();
}
