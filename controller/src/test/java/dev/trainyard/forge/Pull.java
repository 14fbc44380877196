package dev.trainyard.forge;

import dev.trainyard.model.CommitId;
import java.time.Instant;

/// A pull request of the local forge.
final class Pull {
  final int id;
  final String author;
  final String owner;
  final String branch;
  final String title;
  final Instant created;
  CommitId head = new CommitId("0".repeat(40));
  State state = State.OPEN;
  boolean draft;
  Instant updated;

  enum State {
    OPEN,
    CLOSED,
    MERGED
  }

  Pull(int id, String author, String owner, String branch, String title, Instant created) {
    this.id = id;
    this.author = author;
    this.owner = owner;
    this.branch = branch;
    this.title = title;
    this.created = created;
    this.updated = created;
  }

  String number() {
    return String.valueOf(id);
  }

  boolean isOpen() {
    return state == State.OPEN;
  }
}
