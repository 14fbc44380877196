package dev.trainyard.git;

import dev.trainyard.model.ByteSize;

/// A file is larger than what its reader accepts; nothing of it was read.
public final class TooLargeException extends Exception {
  TooLargeException(ByteSize size, ByteSize limit) {
    super("the file has " + size.forPeople() + ", more than the " + limit.forPeople() + " allowed");
  }
}
