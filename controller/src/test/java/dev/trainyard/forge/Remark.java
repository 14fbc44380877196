package dev.trainyard.forge;

import java.time.Instant;

/// A comment of the local forge.
final class Remark {
  final int number;
  final String pull;
  final String author;
  final Instant created;
  String text;
  Instant edited;

  /// It is on a line of a file.
  boolean isOnLine;

  Remark(int number, String pull, String author, Instant created, String text) {
    this.number = number;
    this.pull = pull;
    this.author = author;
    this.created = created;
    this.text = text;
    this.edited = created;
  }

  String id() {
    return String.valueOf(number);
  }
}
