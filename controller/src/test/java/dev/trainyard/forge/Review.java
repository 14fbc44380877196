package dev.trainyard.forge;

import dev.trainyard.model.CommitId;
import java.time.Instant;

/// A review of a pull request of the local forge, with the head that it is of.
final class Review {
  final int number;
  final String pull;
  final String author;
  final Instant submitted;
  final CommitId head;
  final String text;
  boolean dismissed;

  Review(int number, Pull pull, String author, Instant submitted, String text) {
    this.number = number;
    this.pull = pull.number();
    this.author = author;
    this.submitted = submitted;
    this.head = pull.head;
    this.text = text;
  }
}
